import { Refused } from './server.js'

const FIRST_MS = 500
const LONGEST_MS = 20_000

/**
 * How long to wait before a try that follows on `failures` others: growing, and different for everybody, so that a server that
 * comes back is not met by all at once.
 * @param {number} failures
 */
export function pauseMs(failures) {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10))
  return most * (0.5 + Math.random() / 2)
}

/**
 * Waits, but not longer than until the network comes back or the page is looked at again.
 * @param {number} ms
 * @returns {Promise<void>}
 */
export function waitForBetter(ms) {
  return new Promise((resolve) => {
    const events = new AbortController()
    const done = () => {
      clearTimeout(timer)
      events.abort()
      resolve()
    }
    const timer = setTimeout(done, ms)
    const { signal } = events
    addEventListener('online', done, { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && done(), {
      signal,
    })
  })
}

/**
 * Asks until there is an answer.
 * @template T
 * @param {() => Promise<T>} ask
 * @returns {Promise<T | undefined>} undefined when the server refuses for good
 */
export async function untilAnswered(ask) {
  for (let failures = 0; ; failures++) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof Refused && !error.isPassing) return undefined
      const retryAfterMs = error instanceof Refused ? error.retryAfterS * 1000 : 0
      await waitForBetter(Math.max(retryAfterMs, pauseMs(failures)))
    }
  }
}
