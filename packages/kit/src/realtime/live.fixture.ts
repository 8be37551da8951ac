import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { WebSocket, type ClientOptions } from 'ws'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import { writeError } from '../http/client-errors.ts'
import { openLogLines } from '../telemetry/log-lines.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createRegistry } from '../telemetry/registry.ts'
import { bareErrorFormat } from '../testing/bare-server.ts'
import { memoryFanOut } from './memory-fan-out.ts'
import type { NewMessage, Settlement } from './message.ts'
import { createRealtime } from './realtime.ts'
import type { RealtimeOptions } from './realtime-options.ts'

export type Frame = Record<string, unknown> & { type: string; seq?: number }

/** A client of the tests: it remembers what it was sent, and how it ended. */
export interface TestClient {
  readonly socket: WebSocket
  readonly frames: readonly Frame[]
  send(frame: object | string | Buffer): void
  /** The next frame that was not taken yet, of that type when one is named; others stay for later. */
  next(type?: string): Promise<Frame>
  /** Waits until the process has heard what this client sent, and the client what the process sent before that. */
  exchange(): Promise<void>
  readonly closed: Promise<{ code: number; reason: string }>
}

/** One process with live connections, its second hand turned by the test. */
export interface Live {
  readonly url: string
  readonly realtime: ReturnType<typeof createRealtime>
  readonly settled: Settlement[]
  readonly log: string[]
  readonly sessions: { ended: Set<string> }
  metrics(): Promise<string>
  /** Waits until something holds that a settlement or a line of the log makes true. */
  until(holds: () => boolean): Promise<void>
  /** Waits until no statement of this process is under way. */
  rest(): Promise<void>
  /** Lets seconds go by, on the clock and for the connections. */
  tick(seconds: number): void
  /** Opens a socket: `?token=…` and the like in the path. */
  connect(path?: string, options?: ClientOptions): Promise<TestClient>
  /** Opens a socket and signs on. */
  signOn(recipient: string, more?: object, options?: ClientOptions): Promise<TestClient>
  /** Cuts a socket, and waits until its process has noticed. */
  cut(client: TestClient): Promise<void>
  /** The answer to an upgrade that is refused. */
  refused(path: string, options?: ClientOptions): Promise<IncomingMessage>
  publish(recipient: string, more?: Partial<NewMessage>): Promise<number>
  /** Sends news. */
  tell(recipient: string, fields: Record<string, unknown>): Promise<void>
  stop(): Promise<void>
}

/** A token of the tests is `recipient` or `recipient/session`; `nobody` is not valid, and `broken` makes the check fail. */
const authenticate = async (token: string) => {
  if (token === 'broken') throw new Error('the database is away')
  return token === 'nobody' ? undefined : { recipient: token.split('/')[0]!, session: token }
}

export async function startLive(
  { db, clock }: { db: Db; clock: Clock & { advance: (ms: number) => void } },
  more: Partial<RealtimeOptions> = {},
): Promise<Live> {
  const settled: Settlement[] = []
  const log: string[] = []
  const happened = new EventEmitter().setMaxListeners(100)
  const statements = watchStatements(db)
  const sessions = { ended: new Set<string>() }
  const registry = createRegistry()
  let onSecond = () => {}
  const write = (line: string) => {
    log.push(line)
    happened.emit('news')
  }
  const note = (settlements: readonly Settlement[]) => {
    settled.push(...settlements)
    happened.emit('news')
  }
  const realtime = createRealtime({
    db: statements.db,
    clock,
    log: createLogger({ level: 'debug', lines: openLogLines({ format: 'json', write }) }),
    metrics: registry,
    fanOut: memoryFanOut(),
    paths: ['/', '/live'],
    origins: ['https://app.example.com'],
    trustedProxies: [],
    sockets: { perRecipient: 3, perAddress: 20, total: 50 },
    refusal: writeError(bareErrorFormat, {}),
    authenticate,
    endedSessions: async (asked) => asked.filter((session) => sessions.ended.has(session)),
    greet: ({ recipient }) => ({ userId: recipient }),
    toFrame: ({ payload }) => payload,
    onSettled: async (tx, some) => tx.afterCommit(() => note(some)),
    drainMs: 0,
    everySecond: (tick) => {
      onSecond = tick
      return () => void (onSecond = () => {})
    },
    ...more,
  })
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  realtime.attach(server)
  const { port } = server.address() as AddressInfo
  const clients: TestClient[] = []

  const connect = async (path = '/', options: ClientOptions = {}) => {
    const client = clientOf(new WebSocket(`ws://127.0.0.1:${port}${path}`, options))
    clients.push(client)
    await once(client.socket, 'open')
    return client
  }
  let stopping: Promise<void> | undefined
  const stop = () =>
    (stopping ??= (async () => {
      // Seconds pass quickly, for those that do not answer.
      const seconds = setInterval(() => onSecond(), 20)
      await realtime.close()
      clearInterval(seconds)
      for (const { socket } of clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    })())
  after(stop)
  let lastId = 0

  return {
    url: `ws://127.0.0.1:${port}/`,
    realtime,
    settled,
    log,
    sessions,
    metrics: registry.text,
    async until(holds) {
      while (!holds()) await once(happened, 'news')
      // Whoever said so has ended its step then.
      await new Promise(setImmediate)
    },
    rest: statements.rest,
    tick(seconds) {
      for (let i = 0; i < seconds; i++) {
        clock.advance(1_000)
        onSecond()
      }
    },
    connect,
    async signOn(recipient, frame = {}, options = {}) {
      const client = await connect('/', options)
      client.send({ type: 'auth', token: recipient, ...frame })
      await client.next('auth_success')
      return client
    },
    async cut({ socket, closed }) {
      const count = async () => /state="authenticated"\} (\d+)/.exec(await registry.text())![1]
      const before = await count()
      socket.terminate()
      await closed
      while ((await count()) === before) await new Promise(setImmediate)
    },
    async refused(path, options = {}) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options)
      socket.on('error', () => {})
      const [request, response] = (await once(socket, 'unexpected-response')) as [
        { destroy: () => void },
        IncomingMessage,
      ]
      request.destroy()
      return response
    },
    async publish(recipient, message = {}) {
      const { seq } = await db.transaction((tx) =>
        realtime.publish(tx, {
          recipient,
          type: 'note',
          id: `${recipient}-${++lastId}`,
          payload: { text: 'hello' },
          expiresAt: new Date(clock.nowMs() + 120_000),
          ...message,
        }),
      )
      return seq
    },
    tell: (recipient, fields) =>
      db.transaction(async (tx) => realtime.sendNews(tx, recipient, { type: 'told', ...fields })),
    stop,
  }
}

/** The database, and when nothing that was asked of it through this is under way. */
function watchStatements(db: Db) {
  const answered = new EventEmitter().setMaxListeners(100)
  let underWay = 0
  const watched = async <T>(work: () => Promise<T>): Promise<T> => {
    underWay++
    try {
      return await work()
    } finally {
      underWay--
      answered.emit('answer')
    }
  }
  const rest = async () => {
    // What an answer leads to is asked within the turn of the event loop after it, hints included.
    for (let quiet = 0; quiet < 3; quiet++) {
      await new Promise(setImmediate)
      if (underWay === 0) continue
      await once(answered, 'answer')
      quiet = -1
    }
  }
  const watching: Db = {
    ...db,
    execute: (request) => watched(() => db.execute(request)),
    transaction: (work) => watched(() => db.transaction(work)),
  }
  return { db: watching, rest }
}

function clientOf(socket: WebSocket): TestClient {
  const frames: Frame[] = []
  const untaken: Frame[] = []
  socket.on('error', () => {})
  socket.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as Frame
    frames.push(frame)
    untaken.push(frame)
    socket.emit('frame')
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  const client: TestClient = {
    socket,
    frames,
    closed,
    send: (frame) =>
      socket.send(typeof frame === 'string' || frame instanceof Buffer ? frame : JSON.stringify(frame)),
    async exchange() {
      client.send({ type: 'ping' })
      await client.next('pong')
    },
    async next(type) {
      for (;;) {
        const at = untaken.findIndex((frame) => type === undefined || frame.type === type)
        if (at !== -1) return untaken.splice(at, 1)[0]!
        if (socket.readyState > socket.OPEN) throw new Error(`closed without a frame ${type ?? ''}`)
        await Promise.race([once(socket, 'frame'), closed])
      }
    },
  }
  return client
}
