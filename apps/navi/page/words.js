import { Refused } from './server.js'

/** What to do about an error, by its code. @type {Record<string, string>} */
const ADVICE = {
  INVALID_PAIRING_CODE: 'A code has six digits.',
  CODE_NOT_FOUND: 'That code is wrong or has expired. Ask your partner for a new one.',
  SELF_PAIRING_DENIED: 'That is your own code. Your partner types it, on their device.',
  ALREADY_PAIRED: 'One of you is paired with somebody already. Unpair there first.',
  NOT_PAIRED: 'You are no longer paired.',
}

/**
 * What went wrong and what to do, for a person.
 * @param {unknown} error
 */
export function explain(error) {
  if (!(error instanceof Refused)) return 'The server cannot be reached. Try again when you are online.'
  const { code, message, retryAfterS, isPassing } = error
  if (retryAfterS > 0)
    return `${code === 'TOO_MANY_ATTEMPTS' ? 'Too many wrong codes' : 'Too fast'}. Try again in ${duration(retryAfterS)}.`
  return ADVICE[code] ?? (isPassing ? 'The server has a problem. Try again in a moment.' : message)
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 90) return `${seconds} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}

/** @param {number} seconds @returns {string} as `9:05` */
export const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/** What became of a tap that was sent, and of one that was received. @type {Record<string, [sent: string, received: string]>} */
const BECAME = {
  waiting: ['waits for the network', ''],
  sending: ['sending', ''],
  accepted: ['on its way', 'on its way'],
  sent: ['delivered', 'arrived'],
  confirmed: ['felt', 'felt'],
  push_accepted: ['notified', 'notified'],
  expired: ['not felt in time', 'missed'],
  failed: ['could not be delivered', 'missed'],
  refused: ['not sent', ''],
}

/** @param {string} status @param {boolean} isMine */
export const became = (status, isMine) => BECAME[status]?.[isMine ? 0 : 1] ?? status

const sameDay = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' })
const otherDay = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})

/** @param {number} atMs @param {number} nowMs */
export function when(atMs, nowMs) {
  const ago = (nowMs - atMs) / 1000
  if (ago < 45) return 'just now'
  if (ago < 3570) return `${Math.max(1, Math.round(ago / 60))} min ago`
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString()
  return (isToday ? sameDay : otherDay).format(atMs)
}
