import { pauseMs } from './pause.js'

/** @import { Memory } from './memory.js' */

/**
 * @typedef {'connecting' | 'live' | 'busy' | 'away' | 'offline' | 'unknown' | 'crowded'} State
 * `unknown`: the token is worth nothing any more; `crowded`: too many windows are open.
 *
 * @typedef {{ type: string, seq?: number, [field: string]: any }} Frame
 *
 * @typedef {object} Options
 * @property {string} token
 * @property {Memory} memory where the position is kept
 * @property {(frame: Frame) => void} hear gets each message once and in order
 * @property {(isGapless: boolean) => void} onWelcome false: what was missed has to be fetched
 * @property {(state: State) => void} onState
 */

const WELCOME_WITHIN_MS = 10_000
const ANSWER_WITHIN_MS = 8_000
const LOOK_EVERY_MS = 2_000
/** Codes from here on are final. */
const FINAL = 4500
const CROWDED = 4502

/**
 * Keeps a live connection: comes back by itself, from the last message that was taken in. Messages count as taken in while somebody
 * can see the page; what comes while it is hidden stays unconfirmed, and is asked for again when the page is looked at.
 * @param {Options} options
 */
export function keepConnected({ token, memory, hear, onWelcome, onState }) {
  /** @type {{ epoch: string, lastSeq: number } | undefined} */
  let position = memory.read('position')
  /** @type {WebSocket | undefined} */
  let socket
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** @type {State} */
  let state = 'connecting'
  let failures = 0
  let heartbeatMs = 25_000
  let openedMs = 0
  let heardMs = 0
  let askedMs = 0
  let isBehind = false
  let aheadMs = 0

  /** @param {State} next */
  const turn = (next) => {
    if (next !== state) onState((state = next))
  }
  const isFinal = () => state === 'unknown' || state === 'crowded'

  /** @param {object} frame */
  const say = (frame) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame))

  const ask = () => {
    askedMs = Date.now()
    say({ type: 'ping' })
  }

  const open = () => {
    clearTimeout(timer)
    socket?.close()
    if (!navigator.onLine) return turn('offline')
    const mine = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/`)
    socket = mine
    isBehind = false
    openedMs = Date.now()
    askedMs = 0
    if (state !== 'connecting') turn('away')
    mine.addEventListener('open', () => say({ type: 'auth', token, acks: true, ...position }))
    mine.addEventListener('message', ({ data }) => socket === mine && receive(JSON.parse(data)))
    mine.addEventListener('close', ({ code }) => socket === mine && lose(code))
  }

  /** @param {number} [code] @param {number} [afterMs] */
  const lose = (code = 0, afterMs = pauseMs(failures++)) => {
    const gone = socket
    socket = undefined
    gone?.close()
    if (code >= FINAL) return turn(code === CROWDED ? 'crowded' : 'unknown')
    turn(navigator.onLine ? 'away' : 'offline')
    clearTimeout(timer)
    timer = setTimeout(open, afterMs)
  }

  /** @param {number} seq */
  const takeIn = (seq) => {
    if (position === undefined) return
    position.lastSeq = seq
    const kept = memory.read('position')
    if (kept?.epoch !== position.epoch || kept.lastSeq < seq) memory.write('position', position)
    say({ type: 'ack', seq })
  }

  /** @param {Frame} frame */
  const receive = (frame) => {
    heardMs = Date.now()
    if (frame.type === 'auth_success') return welcome(frame)
    if (frame.type === 'status') return turn(frame.state === 'available' ? 'live' : 'busy')
    if (frame.type === 'reconnect') return lose(0, frame.afterMs)
    if (frame.seq === undefined) return hear(frame)
    if (isBehind || position === undefined || frame.seq <= position.lastSeq) return
    if (document.visibilityState === 'hidden') {
      isBehind = true
      document.title = '● Navi'
      return
    }
    takeIn(frame.seq)
    hear(frame)
  }

  /** @param {Frame} frame */
  const welcome = ({ epoch, lastSeq, recovered, timestamp, ...frame }) => {
    const isGapless = recovered && position?.epoch === epoch
    if (!isGapless) memory.write('position', (position = { epoch, lastSeq }))
    heartbeatMs = frame.heartbeatMs
    aheadMs = Date.parse(timestamp) - Date.now()
    failures = 0
    turn('live')
    onWelcome(isGapless)
  }

  const look = () => {
    if (socket === undefined) return
    const nowMs = Date.now()
    const isUp = state === 'live' || state === 'busy'
    if (!isUp && nowMs - openedMs > WELCOME_WITHIN_MS) return lose()
    if (askedMs > heardMs) return nowMs - askedMs > ANSWER_WITHIN_MS && lose()
    if (isUp && nowMs - heardMs > heartbeatMs) ask()
  }

  const comeBack = () => {
    if (isFinal()) return
    failures = 0
    if (socket === undefined || isBehind) open()
    else ask()
  }

  setInterval(look, LOOK_EVERY_MS)
  addEventListener('online', comeBack)
  addEventListener('offline', () => !isFinal() && lose())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') return
    document.title = 'Navi'
    comeBack()
  })
  open()

  return {
    /** Connects although the server said that it is enough. */
    insist: () => {
      turn('away')
      open()
    },
    /** What the clock of the server shows. */
    nowOnServerMs: () => Date.now() + aheadMs,
  }
}
