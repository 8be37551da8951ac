import { element } from './element.js'
import { nameOf } from './rhythm.js'
import { became, when } from './words.js'

/**
 * @import { Feeling } from './rhythm.js'
 * @import { Server } from './server.js'
 *
 * @typedef {Feeling & { id: string, isMine: boolean, atMs: number, status: string }} Tap
 */

const PAGE = 20
const RETELL_EVERY_MS = 20_000
/** What can only follow on what. @type {Record<string, number>} */
const RANK = { waiting: 0, sending: 0, accepted: 1, sent: 2 }
const FINAL = 3

const rankOf = (/** @type {string} */ status) => RANK[status] ?? FINAL

/**
 * The taps of both, newest first. Ids of the server grow with time; those of taps it does not have yet sort behind them.
 * @param {() => number} nowMs what the clock of the server shows
 */
export function createHistory(nowMs) {
  const list = element('history', HTMLOListElement)
  const none = element('history-none', HTMLElement)
  const more = element('history-more', HTMLButtonElement)
  const template = element('tap-row', HTMLTemplateElement)
  /** @type {Map<string, { tap: Tap, row: Element }>} */
  const shown = new Map()
  /** News of taps whose answer is still on its way. @type {Map<string, string>} */
  const early = new Map()
  let isFetched = false

  /** @param {Tap} tap @param {Element} row */
  const write = ({ isMine, atMs, status, ...feeling }, row) => {
    const time = row.querySelector('time')
    row.className = `${isMine ? 'mine' : 'theirs'} ${status}`
    put(row, '.what', `${isMine ? 'You' : 'Partner'}: ${nameOf(feeling).toLowerCase()}`)
    put(row, 'time', when(atMs, nowMs()))
    time?.setAttribute('datetime', new Date(atMs).toISOString())
    put(row, '.became', became(status, isMine))
  }

  /** @param {Tap} tap */
  const add = (tap) => {
    const row = /** @type {Element} */ (template.content.firstElementChild?.cloneNode(true))
    write(tap, row)
    const older = [...shown.values()].filter((one) => one.tap.id < tap.id)
    const next = older.toSorted((a, b) => (a.tap.id < b.tap.id ? 1 : -1))[0]
    list.insertBefore(row, next?.row ?? null)
    shown.set(tap.id, { tap, row })
    none.hidden = true
  }

  /** @param {string} id @param {string} status @returns {Tap | undefined} the tap, when that is news */
  const settle = (id, status) => {
    const found = shown.get(id)
    if (found === undefined) {
      early.set(id, status)
      return undefined
    }
    const { tap, row } = found
    if (tap.status === status || rankOf(status) < rankOf(tap.status)) return undefined
    tap.status = status
    write(tap, row)
    return tap
  }

  setInterval(() => {
    for (const { tap, row } of shown.values()) put(row, 'time', when(tap.atMs, nowMs()))
  }, RETELL_EVERY_MS)

  return {
    settle,
    /** Shows a tap, or what has become of it. @param {Tap} tap */
    show(tap) {
      if (shown.has(tap.id)) settle(tap.id, tap.status)
      else add(tap)
    },
    /**
     * Gives a tap of this page the id that the server gave it.
     * @param {string} id
     * @param {string} tapId
     * @param {string} status
     * @returns {Tap | undefined} the tap as it stands
     */
    adopt(id, tapId, status) {
      const found = shown.get(id)
      if (found === undefined) return undefined
      found.row.remove()
      shown.delete(id)
      const tap = { ...found.tap, id: tapId, status }
      if (!shown.has(tapId)) add(tap)
      settle(tapId, status)
      const known = early.get(tapId)
      early.delete(tapId)
      if (known !== undefined) settle(tapId, known)
      return shown.get(tapId)?.tap
    },
    /** Whether a tap is shown. @param {string} id */
    has: (id) => shown.has(id),
    /** Whether the server knows more: it was not asked yet, or a tap may have become something else. */
    isOpen: () => !isFetched || [...shown.values()].some(({ tap }) => rankOf(tap.status) < FINAL),
    /**
     * Fetches the newest taps, or those before the oldest that is shown.
     * @param {Server} server
     * @param {string} userId
     * @param {boolean} [older]
     */
    async fetch(server, userId, older = false) {
      const oldest = older ? [...shown.keys()].toSorted()[0] : undefined
      const query = oldest === undefined ? '' : `&before=${oldest}`
      const { taps, count } = await server.get(`/tap/history?limit=${PAGE}${query}`)
      for (const { id, fromUserId, intensity, pattern, timestamp, status } of taps)
        this.show({
          id,
          isMine: fromUserId === userId,
          intensity,
          pattern,
          atMs: Date.parse(timestamp),
          status,
        })
      isFetched = true
      none.hidden = shown.size > 0
      more.hidden = shown.size >= count
    },
    /** @param {() => void} run */
    onMore: (run) => more.addEventListener('click', run),
  }
}

/** @param {Element} row @param {string} selector @param {string} text */
function put(row, selector, text) {
  const place = row.querySelector(selector)
  if (place && place.textContent !== text) place.textContent = text
}
