import { explain } from './words.js'
import { pauseMs, waitForBetter } from './pause.js'
import { createServer, Refused } from './server.js'

/**
 * @import { Memory } from './memory.js'
 * @typedef {{ userId: string, token: string }} Person
 */

/**
 * The person of this window: the one that is remembered, or somebody new. Nobody is asked for anything.
 * @param {Memory} memory
 * @param {(text: string) => void} tell hears why it takes longer
 * @returns {Promise<Person>}
 */
export async function becomeSomebody(memory, tell) {
  for (let failures = 0; ; failures++) {
    const known = memory.read('person')
    if (known !== undefined) return known
    try {
      if (navigator.onLine) {
        const { userId, token } = await createServer().post('/auth/register')
        memory.write('person', { userId, token })
      } else {
        tell('You are offline. Navi begins as soon as the network is back.')
        await waitForBetter(pauseMs(failures))
      }
    } catch (error) {
      tell(explain(error))
      const retryAfterMs = error instanceof Refused ? error.retryAfterS * 1000 : 0
      await waitForBetter(Math.max(retryAfterMs, pauseMs(failures)))
    }
  }
}

/**
 * Whether other windows of this browser are the same person, now and when that changes.
 * @param {string} who
 * @param {(hasTwin: boolean) => void} hear
 */
export function watchTwins(who, hear) {
  const self = crypto.randomUUID()
  /** @type {Set<string>} */
  const others = new Set()
  const channel = new BroadcastChannel(`navi.${who}`)
  /** @param {'hello' | 'here' | 'gone'} word */
  const say = (word) => channel.postMessage({ from: self, word })
  channel.addEventListener('message', ({ data: { from, word } }) => {
    if (word === 'gone') others.delete(from)
    else others.add(from)
    if (word === 'hello') say('here')
    hear(others.size > 0)
  })
  addEventListener('pagehide', () => say('gone'))
  addEventListener('pageshow', ({ persisted }) => persisted && say('hello'))
  say('hello')
}
