import { once } from 'node:events'
import { WebSocket } from 'ws'
import { openConnection, requestBytes, type HttpConnection } from '../client/http-connection.ts'

/** A person with a phone: an address, a socket to one of the processes, and requests to the same one. */
export interface Phone {
  userId: string
  /** What became of the socket at the first try; undefined for somebody without one, who is reached by push. */
  isConnected: boolean | undefined
  /** Sends a tap to the partner. @returns its id, once it is accepted. */
  tap: () => Promise<string>
}

/** A tap that a phone was shown. */
export interface Arrival {
  tapId: string
  to: string
  seq: number
  /** By `performance.now()`. */
  atMs: number
}

const AT_ONCE = 20

interface Options {
  ports: readonly number[]
  pairs: number
  /** So many pairs more have no sockets, but iPhones. */
  awayPairs: number
  onArrival: (arrival: Arrival) => void
}

/**
 * Registers pairs through the front door, each person from an address of their own, and opens their sockets. Half of the
 * pairs have their sockets in two processes.
 */
export async function openPhones({ ports, pairs, awayPairs, onArrival }: Options) {
  const calls = ports.map((port) => createCaller(port))
  const sockets: WebSocket[] = []

  const newPerson = async (n: number, at: number) => {
    const address = `10.1.${n >> 8}.${n & 255}`
    const ask = (path: string, token?: string, body?: unknown) =>
      calls[at]!.ask({ path: `/api${path}`, address, token, body })
    const isAway = n >= 2 * pairs
    const device = isAway ? { deviceToken: n.toString(16).padStart(64, '0') } : undefined
    const { userId, token } = await ask('/auth/register', undefined, device)
    return { userId: String(userId), token: String(token), address, at, isAway, ask }
  }
  type NewPerson = Awaited<ReturnType<typeof newPerson>>
  const phoneOf = async (person: NewPerson): Promise<Phone> => {
    const { userId, token, isAway, ask } = person
    const tap = async () => String((await ask('/tap/send', token, { pattern: 'heartbeat' }))['tapId'])
    return { userId, isConnected: isAway ? undefined : await connect(person), tap }
  }
  const connect = async ({ userId, token, address, at }: NewPerson): Promise<boolean> => {
    const socket = new WebSocket(`ws://127.0.0.1:${ports[at]!}/`, {
      headers: { 'x-forwarded-for': address },
      perMessageDeflate: false,
    })
    sockets.push(socket)
    const { promise: signedOn, resolve } = Promise.withResolvers<boolean>()
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
    socket.on('message', (data: Buffer) => {
      const atMs = performance.now()
      const frame = JSON.parse(data.toString()) as { type: string; id: string; seq: number }
      if (frame.type === 'auth_success') resolve(true)
      if (frame.type === 'tap_received') onArrival({ tapId: frame.id, to: userId, seq: frame.seq, atMs })
    })
    socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token })))
    return signedOn
  }
  const newPair = async (pair: number): Promise<Phone[]> => {
    const [at, partnerAt] = [pair % ports.length, (pair + (pair >> 1)) % ports.length]
    const one = await newPerson(2 * pair, at)
    const other = await newPerson(2 * pair + 1, partnerAt)
    const { pairingCode } = await one.ask('/pairing/create', one.token)
    await other.ask('/pairing/join', other.token, { pairingCode })
    return [await phoneOf(one), await phoneOf(other)]
  }

  const phones: Phone[] = []
  const all = pairs + awayPairs
  for (let pair = 0; pair < all; pair += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, all - pair) }, (_, i) => newPair(pair + i))
    phones.push(...(await Promise.all(some)).flat())
  }
  return {
    phones,
    openSockets: () => sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length,
    close: async () => {
      const open = sockets.filter(({ readyState }) => readyState !== WebSocket.CLOSED)
      const closed = open.map((socket) => once(socket, 'close'))
      for (const socket of open) socket.terminate()
      await Promise.all(closed)
      for (const call of calls) call.close()
    },
  }
}

interface Ask {
  path: string
  address: string
  token: string | undefined
  body: unknown
}

/** Posts to a process, on connections that are kept. */
function createCaller(port: number) {
  const free: HttpConnection[] = []
  return {
    async ask({ path, address, token, body }: Ask): Promise<Record<string, unknown>> {
      let connection = free.pop()
      while (connection && !connection.isOpen()) connection = free.pop()
      connection ??= await openConnection(port)
      const headers = { 'x-forwarded-for': address }
      const request = { method: 'POST', path, headers, body, ...(token && { token }) }
      const answer = await connection.send(requestBytes(request))
      free.push(connection)
      if (answer.status !== 200) throw new Error(`status ${answer.status}`)
      return JSON.parse(answer.text()) as Record<string, unknown>
    },
    close: () => {
      for (const connection of free) connection.close()
    },
  }
}
