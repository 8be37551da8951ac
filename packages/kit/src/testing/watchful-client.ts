import { WebSocket } from 'ws'

/** Numbers that a client was told it would not get. */
export interface Skip {
  fromSeq: number
  toSeq: number
  reason: string
  atMs: number
}

export interface WatchfulClientOptions {
  name: string
  token: string
  /** Comes back with its position, and loses nothing; the others begin anew each time, as the oldest phones do. */
  resumes: boolean
  /** Acknowledges messages; the others only answer pings. */
  acks: boolean
  nowMs: () => number
  /** Called when a connection is open, before it signs on. */
  onOpen?: () => void
  /** Called when it was signed on without its position. */
  onNew?: () => void
}

/** A client of live connections that checks what it is told: every number comes once, in order, or is told as missing. */
export interface WatchfulClient {
  readonly name: string
  /** Every number it was shown. */
  readonly seen: ReadonlySet<number>
  readonly skips: readonly Skip[]
  /** What should not have been. */
  readonly problems: readonly string[]
  connect: (url: string) => void
  cut: () => void
  /** Waits until this client and its process have heard each other, or the connection has ended; not while it reads nothing. */
  exchange: () => Promise<void>
  /** Reads nothing until `read`, while its connection stays open. */
  pause: () => void
  read: () => void
  isUp: () => boolean
  /** Whether it is signed on and stands at this number. */
  isAt: (seq: number) => boolean
}

interface Frame extends Record<string, unknown> {
  type: string
  seq?: number
}

export function createWatchfulClient(options: WatchfulClientOptions): WatchfulClient {
  const { name, token, resumes, acks, nowMs, onOpen, onNew } = options
  const seen = new Set<number>()
  const skips: Skip[] = []
  const problems: string[] = []
  let socket: WebSocket | undefined
  let position: { epoch: unknown; seq: number } | undefined
  let isSignedOn = false

  const take = (frame: Frame) => {
    const { type, seq } = frame
    const wrong = (what: string) =>
      problems.push(`${name} at ${position?.seq}: ${what} ${JSON.stringify(frame)}`)
    if (type === 'auth_success') {
      const start = Number(frame['lastSeq'])
      if (frame['recovered'] === true && (frame['epoch'] !== position?.epoch || start !== position?.seq))
        wrong('recovered to another position')
      if (resumes && position && frame['recovered'] === false) wrong('its position was of no use')
      if (frame['recovered'] === false) onNew?.()
      position = { epoch: frame['epoch'], seq: start }
      isSignedOn = true
    } else if (seq === undefined) {
      // An answer to the client itself, or advice.
    } else if (type === 'skipped') {
      const fromSeq = Number(frame['fromSeq'])
      if (fromSeq !== position!.seq + 1) wrong('skipped leaves a gap')
      skips.push({ fromSeq, toSeq: seq, reason: String(frame['reason']), atMs: nowMs() })
      position!.seq = seq
    } else {
      if (seq !== position!.seq + 1) wrong('gap or repetition')
      if (seen.has(seq)) wrong('came twice')
      position!.seq = seq
      seen.add(seq)
      if (acks) socket!.send(JSON.stringify({ type: 'ack', seq }))
    }
  }

  const cut = () => {
    socket?.terminate()
    socket = undefined
    isSignedOn = false
  }
  return {
    name,
    seen,
    skips,
    problems,
    cut,
    connect(url) {
      cut()
      const opened = new WebSocket(url)
      socket = opened
      opened.on('error', () => {})
      opened.on('open', () => {
        onOpen?.()
        const from = resumes && position ? { epoch: position.epoch, lastSeq: position.seq } : {}
        opened.send(JSON.stringify({ type: 'auth', token, acks, ...from }))
      })
      opened.on('message', (data) => {
        if (socket === opened) take(JSON.parse((data as Buffer).toString()) as Frame)
      })
    },
    async exchange() {
      const opened = socket
      if (opened === undefined || opened.isPaused) return
      const comes = (...events: ('open' | 'pong' | 'close')[]) =>
        new Promise<void>((resolve) => events.forEach((event) => opened.once(event, () => resolve())))
      if (opened.readyState === WebSocket.CONNECTING) await comes('open', 'close')
      if (opened.readyState !== WebSocket.OPEN) return
      opened.ping()
      await comes('pong', 'close')
    },
    pause: () => void (socket?.readyState === WebSocket.OPEN && socket.pause()),
    read: () => void (socket?.isPaused === true && socket.resume()),
    isUp: () => socket !== undefined && socket.readyState <= WebSocket.OPEN,
    isAt: (seq) => isSignedOn && position!.seq === seq,
  }
}
