import {
  connect,
  constants,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2'
import { NoAnswer } from './no-answer.ts'
import { MAX_ANSWER_LENGTH, type ProviderAnswer } from './notification.ts'

/** One connection to a server, from its opening to its end. */
export interface Http2Session {
  /** @throws NoAnswer */
  request(call: Http2Call): Promise<ProviderAnswer>
  /** Resolves when the server answers a ping. @throws Error when the session ends before */
  reach(): Promise<void>
  /** Sends a ping and ends the session unless it is answered before `checkPing` is called that much later. */
  ping(nowMs: number): void
  checkPing(nowMs: number): void
  /** When the server was last heard of. */
  heardMs(): number
  /** True when it takes no more requests. */
  isOver(): boolean
  /** Ends it once what is under way is answered. */
  retire(): void
  /** Cuts it: what is under way has no answer. */
  destroy(): void
}

/** One request, and when to give it up. */
export interface Http2Call {
  headers: OutgoingHttpHeaders
  body: Buffer
  /** Gives the call up. */
  late: AbortSignal
}

export interface Http2SessionOptions {
  origin: string
  ca: string | undefined
  nowMs: () => number
  /** It takes no more requests. */
  onEnding: (ending: Ending) => void
  /** It is closed. */
  onGone: () => void
}

/** Why a connection takes no more requests. */
export interface Ending {
  reason: string
  /** Whether there ever was a connection, and whether anything was ever answered on it. */
  connected: boolean
  answered: boolean
}

const PONG_WITHIN_MS = 10_000

/** Begins to connect at once. A ping that is not answered within 10 s ends it. */
export function openHttp2Session({ origin, ca, nowMs, onEnding, onGone }: Http2SessionOptions): Http2Session {
  const session: ClientHttp2Session = connect(origin, { ca })
  let isConnected = false
  let hasAnswered = false
  let heardMs = nowMs()
  let pingSentMs: number | undefined
  let hasEnded = false
  let failure: unknown

  const end = (reason: string) => {
    if (hasEnded) return
    hasEnded = true
    onEnding({ reason, connected: isConnected, answered: hasAnswered })
  }
  session.on('connect', () => {
    isConnected = true
    heardMs = nowMs()
  })
  // The server takes no new streams; those it has seen are answered, the others end with REFUSED_STREAM.
  session.on('goaway', (code, _lastStream, data?: Uint8Array) => {
    const opaque = data === undefined ? '' : Buffer.from(data).toString('utf8', 0, 200)
    end(`the server said good-bye (code ${code}) ${opaque}`.trimEnd())
  })
  session.on('error', (error: Error) => {
    failure = error
    end(error.message)
  })
  session.on('close', () => {
    end('the connection ended')
    onGone()
  })

  return {
    request({ headers, body, late }) {
      const { promise, resolve, reject } = Promise.withResolvers<ProviderAnswer>()
      const stream = session.request(headers)
      let status = 0
      let answerHeaders: IncomingHttpHeaders = {}
      let text = ''
      let isComplete = false
      let streamError: unknown
      const giveUp = () => {
        stream.close(constants.NGHTTP2_CANCEL)
        reject(late.reason)
      }
      late.addEventListener('abort', giveUp, { once: true })
      stream.setEncoding('utf8')
      stream.on('response', (received) => {
        hasAnswered = true
        heardMs = nowMs()
        status = Number(received[':status'])
        answerHeaders = received
      })
      stream.on('data', (chunk: string) => {
        if (text.length < MAX_ANSWER_LENGTH) text += chunk.slice(0, MAX_ANSWER_LENGTH - text.length)
      })
      stream.on('end', () => (isComplete = !stream.aborted))
      stream.on('error', (error) => (streamError = error))
      stream.on('close', () => {
        late.removeEventListener('abort', giveUp)
        const isWhole = status > 0 && isComplete && stream.rstCode === constants.NGHTTP2_NO_ERROR
        // What is accepted is accepted, even when the connection breaks before the end of an empty answer.
        if (isWhole || (status >= 200 && status < 300))
          return resolve({ status, headers: answerHeaders, body: text })
        const cause = streamError ?? failure
        const { message = 'the stream ended' } = (cause ?? {}) as { message?: string }
        const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
        reject(new NoAnswer(!isConnected ? 'unreachable' : isRefused ? 'unsent' : 'ended', message, cause))
      })
      stream.end(body)
      return promise
    },
    async reach() {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const ask = () =>
        session.ping((error) => {
          if (error) return reject(error)
          heardMs = nowMs()
          resolve()
        })
      const giveUp = () => reject(new NoAnswer('unreachable', 'the connection ended'))
      session.once('close', giveUp)
      if (!isConnected) session.once('connect', ask)
      else if (!session.destroyed) ask()
      try {
        await promise
      } finally {
        session.off('close', giveUp)
        session.off('connect', ask)
      }
    },
    ping(now) {
      if (pingSentMs !== undefined || session.destroyed) return
      if (!isConnected) return void session.destroy(new Error('no connection in time'))
      pingSentMs = now
      session.ping((error) => {
        pingSentMs = undefined
        if (!error) heardMs = nowMs()
      })
    },
    checkPing(now) {
      if (pingSentMs !== undefined && now - pingSentMs >= PONG_WITHIN_MS)
        session.destroy(new Error('the server does not answer pings'))
    },
    heardMs: () => heardMs,
    isOver: () => session.closed || session.destroyed,
    retire: () => session.close(),
    destroy: () => session.destroy(),
  }
}
