import { pauseMs, waitForBetter } from './pause.js'
import { Refused } from './server.js'

/**
 * @import { Feeling } from './rhythm.js'
 * @import { Memory } from './memory.js'
 * @import { Server } from './server.js'
 *
 * @typedef {Feeling & { clientTapId: string, partnerId: string, tappedAtMs: number }} Outgoing
 *
 * @typedef {object} Options
 * @property {Server} server
 * @property {Memory} memory keeps the taps until the server has them
 * @property {() => number} nowOnServerMs
 * @property {(tap: Outgoing, status: 'sending' | 'waiting') => void} onTry
 * @property {(tap: Outgoing, answer: { tapId: string, status: string }) => void} onTaken
 * @property {(tap: Outgoing, error: Refused) => void} onRefused
 */

/** A tap that left at once carries no time: the server's is as good. */
const AT_ONCE_MS = 1_000

let made = 0

/** A key that no other tap has; keys of one window sort by time. */
const newKey = () => `${Date.now()}-${String(made++).padStart(6, '0')}-${crypto.randomUUID()}`

/**
 * Takes taps to the server, in order and each once, however often it has to try: its own key tells the server that it is the same.
 * @param {Options} options
 */
export function createOutbox({ server, memory, nowOnServerMs, onTry, onTaken, onRefused }) {
  /** @returns {Outgoing[]} */
  const waiting = () => memory.read('outbox') ?? []
  /** @param {Outgoing} tap */
  const remove = (tap) =>
    memory.write(
      'outbox',
      waiting().filter(({ clientTapId }) => clientTapId !== tap.clientTapId),
    )
  let isSending = false

  /** @param {Outgoing} tap */
  const post = ({ intensity, pattern, clientTapId, tappedAtMs }) => {
    const agoMs = Date.now() - tappedAtMs
    const late = agoMs > AT_ONCE_MS && { tappedAt: new Date(nowOnServerMs() - agoMs).toISOString() }
    return server.post('/tap/send', { intensity, pattern, clientTapId, ...late })
  }

  const sendAll = async () => {
    let failures = 0
    for (let [tap] = waiting(); tap !== undefined; [tap] = waiting()) {
      const retryAfterMs = navigator.onLine ? await sendOne(tap) : 0
      if (retryAfterMs === undefined) {
        failures = 0
        continue
      }
      for (const one of waiting()) onTry(one, 'waiting')
      await waitForBetter(Math.max(retryAfterMs, pauseMs(failures++)))
    }
  }

  /**
   * @param {Outgoing} tap
   * @returns {Promise<number | undefined>} how long to wait before it is tried again; undefined when it need not be
   */
  const sendOne = async (tap) => {
    onTry(tap, 'sending')
    try {
      const answer = await post(tap)
      remove(tap)
      onTaken(tap, answer)
    } catch (error) {
      if (!(error instanceof Refused)) return 0
      if (error.isPassing) return error.retryAfterS * 1000
      remove(tap)
      onRefused(tap, error)
    }
    return undefined
  }

  return {
    waiting,
    /** Sends what is waiting, if that does not happen already. */
    async send() {
      if (isSending) return
      isSending = true
      await sendAll()
      isSending = false
    },
    /**
     * Keeps a tap to be sent.
     * @param {Feeling} feeling
     * @param {string} partnerId
     * @returns {Outgoing}
     */
    add({ intensity, pattern }, partnerId) {
      const tap = { intensity, pattern, partnerId, clientTapId: newKey(), tappedAtMs: Date.now() }
      memory.write('outbox', [...waiting(), tap])
      return tap
    },
    /**
     * Drops taps that were meant for somebody else.
     * @param {string | null} partnerId
     */
    keepFor: (partnerId) =>
      memory.write(
        'outbox',
        waiting().filter((tap) => tap.partnerId === partnerId),
      ),
  }
}
