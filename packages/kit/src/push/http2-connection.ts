import type { OutgoingHttpHeaders } from 'node:http2'
import type { Clock } from '../clock/clock.ts'
import { everyRealSecond, type EverySecond } from '../clock/every-second.ts'
import { openHttp2Session, type Http2Session } from './http2-session.ts'
import { MOST_SENDINGS, NoAnswer, sendAgain } from './no-answer.ts'
import type { ProviderAnswer } from './notification.ts'
import { createPlaces } from './places.ts'
import { retryPauseMs } from './retry-pause.ts'
import { createDeadlines } from './deadlines.ts'

export interface Http2ConnectionOptions {
  /** `https://api.example.com`; `http://` for HTTP/2 without encryption. */
  origin: string
  /** Certificates of an authority to trust in place of the usual ones; PEM. */
  ca?: string
  clock: Clock
  log: { info(fields: object, message: string): void }
  /** Requests under way at once, 500 when absent; and those that wait for their turn, 2000. */
  maxRunning?: number
  maxWaiting?: number
  /** How long a request may take, its waiting included: 10 s when absent. */
  timeoutMs?: number
  everySecond?: EverySecond
}

/**
 * A connection to one server that is opened when it is first needed, kept, and replaced when it ends. Idle, it is pinged every 45 s;
 * a server that leaves a ping unanswered for 10 s is connected to anew.
 */
export interface Http2Connection {
  /**
   * The answer to a POST. A request whose connection or stream ended before the answer is sent again, twice at most.
   * @throws NoAnswer, or the reason of `signal` when that aborts
   */
  post(headers: OutgoingHttpHeaders, body: Buffer, signal?: AbortSignal): Promise<ProviderAnswer>
  /** Resolves when the server answers a ping. @throws Error when it does not, or could not be reached just now */
  reach(): Promise<void>
  /** Has the next request use a new connection; those under way stay on the old one. */
  replace(): void
  close(): void
}

const PING_AFTER_MS = 45_000

export function createHttp2Connection(options: Http2ConnectionOptions): Http2Connection {
  const { origin, ca, clock, log, timeoutMs = 10_000, everySecond = everyRealSecond } = options
  const nowMs = () => clock.nowMs()
  const deadlines = createDeadlines(clock)
  const places = createPlaces(options.maxRunning ?? 500, options.maxWaiting ?? 2_000)
  const sessions = new Set<Http2Session>()
  let current: Http2Session | undefined
  let failures = 0
  let openAgainMs = 0
  let isClosed = false

  const open = (): Http2Session => {
    if (nowMs() < openAgainMs) throw new NoAnswer('unreachable', 'the server could not be reached just now')
    const session = openHttp2Session({
      origin,
      ca,
      nowMs,
      onEnding: ({ reason, connected, answered }) => {
        if (current === session) current = undefined
        failures = answered ? 0 : failures + 1
        // Many connections in a short time count as an attack.
        if (!connected || failures >= MOST_SENDINGS) openAgainMs = nowMs() + retryPauseMs(failures)
        if (!isClosed) log.info({ origin, reason }, 'push: a connection has ended')
      },
      onGone: () => sessions.delete(session),
    })
    sessions.add(session)
    return session
  }

  const onTick = () => {
    deadlines.check()
    const now = nowMs()
    for (const session of sessions) session.checkPing(now)
    if (current && now - current.heardMs() >= PING_AFTER_MS) current.ping(now)
  }
  const stopTicking = everySecond(onTick)

  const openSession = (): Http2Session =>
    (current = current === undefined || current.isOver() ? open() : current)

  const sendOnce = async (headers: OutgoingHttpHeaders, body: Buffer, late: AbortSignal) => {
    const session = openSession()
    try {
      return await session.request({ headers, body, late })
    } catch (error) {
      // Silence may mean that the connection is dead.
      if (late.aborted && !isClosed) session.ping(nowMs())
      throw error
    }
  }

  return {
    async post(headers, body, signal) {
      if (isClosed) throw new NoAnswer('closed', 'the connection is closed')
      const deadline = new AbortController()
      const keep = deadlines.set(timeoutMs, () =>
        deadline.abort(new NoAnswer('late', `no answer within ${timeoutMs} ms`)),
      )
      const late = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal
      try {
        await places.enter(late)
        try {
          return await sendAgain(
            () => sendOnce(headers, body, late),
            () => !isClosed && !late.aborted,
          )
        } finally {
          places.leave()
        }
      } finally {
        keep()
      }
    },
    reach: async () => openSession().reach(),
    replace() {
      current?.retire()
      current = undefined
    },
    close() {
      isClosed = true
      stopTicking()
      for (const session of sessions) session.destroy()
    },
  }
}
