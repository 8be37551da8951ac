import fc from 'fast-check'
import type { Endpoint } from '../http/endpoint.ts'
import type { ErrorFormat } from '../http/problem.ts'
import type { DocumentedMount } from '../openapi/document.ts'
import type { Person, Send, SentRequest } from './example-request.ts'
import { hostileRequests, strayRequests } from './hostile-requests.ts'
import { judgeAnswer } from './judge-answer.ts'

export interface FuzzOptions {
  mounts: readonly DocumentedMount[]
  errorFormat: ErrorFormat
  /** Rejects when there is no answer. */
  send: Send
  /** Requests in all. */
  count: number
  /** How many of those that the seed makes have been sent before: whole batches of 50. */
  skip?: number
  /** The same seed makes the same requests. They are sent several at a time, so their order varies. */
  seed: number
  /** Fields with which a program calls that has an API key of everything, where programs may. */
  keyHeaders?: Record<string, string>
  /** Puts everything back to how it was. */
  restore: () => Promise<void>
  /** Hears of progress: requests sent. */
  onProgress?: (sent: number) => void
}

export interface Finding {
  operation: string
  request: SentRequest
  problem: string
}

export interface FuzzSummary {
  sent: number
  /** Answers by status. */
  statuses: ReadonlyMap<number, number>
  findings: readonly Finding[]
  /** Milliseconds of the slowest answers, slowest first, with the operation. */
  slowest: readonly (readonly [ms: number, operation: string])[]
}

interface Target {
  operation: string
  endpoint?: Endpoint
  requests: fc.Arbitrary<SentRequest>
}

const BATCH = 50
const AT_ONCE = 8
const SLOWEST = 5

/** Sends generated requests to every route in turn, as everybody there is, and judges each answer. */
export async function fuzz(options: FuzzOptions): Promise<FuzzSummary> {
  const { count, seed, skip = 0, send, restore, errorFormat, onProgress } = options
  const targets = targetsOf(options)
  const statuses = new Map<number, number>()
  const findings: Finding[] = []
  let slowest: [ms: number, operation: string][] = []
  let sent = 0

  const sendOne = async ({ operation, endpoint }: Target, request: SentRequest) => {
    const startedMs = performance.now()
    let answer
    try {
      answer = await send(request)
    } catch (error) {
      findings.push({ operation, request, problem: `no answer: ${String(error)}` })
      return
    }
    const ms = performance.now() - startedMs
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    if (ms > (slowest.at(-1)?.[0] ?? 0) || slowest.length < SLOWEST)
      slowest = [...slowest, [ms, operation] as [number, string]]
        .toSorted((a, b) => b[0] - a[0])
        .slice(0, SLOWEST)
    const problem = judgeAnswer(answer, errorFormat, endpoint)
    if (problem !== undefined) findings.push({ operation, request, problem })
  }

  for (let batch = Math.floor(skip / BATCH); sent < count; batch++) {
    const target = targets[batch % targets.length]!
    const numRuns = Math.min(BATCH, count - sent)
    await restore()
    const requests = fc.sample(target.requests, { seed: seed + batch, numRuns })
    const queue = requests.values()
    const work = async () => {
      for (const request of queue) await sendOne(target, request)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    sent += numRuns
    onProgress?.(sent)
  }
  return { sent, statuses, findings, slowest }
}

function targetsOf({ mounts, keyHeaders }: FuzzOptions): Target[] {
  const targets = mounts.flatMap(({ prefix, bindings }) =>
    bindings.map(({ endpoint }) => ({
      operation: endpoint.id,
      endpoint,
      requests: fc.oneof(
        ...callersOf(endpoint, keyHeaders !== undefined).map(([weight, as, headers]) => ({
          weight,
          arbitrary: hostileRequests(prefix, endpoint, as).map((request) => ({
            ...request,
            headers: { ...request.headers, ...(headers && keyHeaders) },
          })),
        })),
      ),
    })),
  )
  return [...targets, { operation: 'no route', requests: strayRequests('user') }]
}

/** Mostly those whom an endpoint lets in: the others are turned away before anything of interest happens. */
function callersOf(
  { permission }: Endpoint,
  haveKeys: boolean,
): [weight: number, as: Person, withKey?: true][] {
  if (permission === 'public') return [[1, 'guest']]
  const most: Person = permission.includes('.') ? 'admin' : 'user'
  return [
    [7, most],
    ...(haveKeys ? [[2, 'guest', true] satisfies [number, Person, true]] : []),
    [1, 'guest'],
    [1, most === 'admin' ? 'user' : 'admin'],
  ]
}
