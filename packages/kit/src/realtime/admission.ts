import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import { addressBlock } from '../ids/address-block.ts'
import type { Refusal } from './refusals.ts'

export interface AdmissionOptions {
  /** Where sockets are opened: `/live`. */
  paths: readonly string[]
  /** Origins whose pages may connect, beside those of this server itself. Programs send none and pass. */
  origins: readonly string[]
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** Connections at most, in this process: of one address (of IPv6, one /64), and altogether. */
  perAddress: number
  total: number
}

/** Decides who may open a socket, and counts those who did. */
export interface Admission {
  /** The client's address, or why it may not come in. Whoever is let in is to `leave`. */
  enter(request: IncomingMessage): { address: string } | { refusal: Refusal }
  leave(address: string): void
  /** Lets nobody in any more. */
  stop(): void
}

export function createAdmission(options: AdmissionOptions): Admission {
  const { paths, origins, perAddress, total } = options
  const trusts = proxyAddr.compile([...options.trustedProxies])
  const counts = new Map<string, number>()
  let all = 0
  let isStopping = false

  const refusalOf = (request: IncomingMessage, address: string): Refusal | undefined => {
    if (!paths.includes(pathOf(request))) return 'path'
    if (isStopping) return 'stopping'
    if (!isAllowedOrigin(request, origins)) return 'origin'
    if ((counts.get(addressBlock(address)) ?? 0) >= perAddress) return 'address'
    return all >= total ? 'full' : undefined
  }

  return {
    enter(request) {
      const address = proxyAddr(request, trusts)
      const refusal = refusalOf(request, address)
      if (refusal !== undefined) return { refusal }
      const block = addressBlock(address)
      counts.set(block, (counts.get(block) ?? 0) + 1)
      all++
      return { address }
    },
    leave(address) {
      const block = addressBlock(address)
      const left = counts.get(block)! - 1
      if (left === 0) counts.delete(block)
      else counts.set(block, left)
      all--
    },
    stop: () => void (isStopping = true),
  }
}

const BASE = 'http://server'

const pathOf = ({ url = '/' }: IncomingMessage): string => {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}

/** What came with the upgrade that an `auth` frame would carry: the bearer token of the header, or the query. */
export function readUpgrade(request: IncomingMessage): {
  token: string | undefined
  epoch: string | undefined
  lastSeq: number | undefined
} {
  const [scheme, bearer] = (request.headers.authorization ?? '').split(' ')
  const query = URL.canParse(request.url ?? '/', BASE)
    ? new URL(request.url ?? '/', BASE).searchParams
    : new URLSearchParams()
  const lastSeq = query.get('lastSeq') ?? ''
  return {
    token: (scheme?.toLowerCase() === 'bearer' ? bearer : undefined) ?? query.get('token') ?? undefined,
    epoch: query.get('epoch') ?? undefined,
    lastSeq: /^\d{1,15}$/.test(lastSeq) ? Number(lastSeq) : undefined,
  }
}

function isAllowedOrigin(
  { headers: { origin, host } }: IncomingMessage,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
