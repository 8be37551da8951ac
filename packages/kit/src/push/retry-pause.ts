const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/**
 * How long to wait before the next attempt: half to all of 1 s, 2 s, 4 s and so on up to 30 s, by chance, so that what failed together
 * does not come back together; never less than the provider asked for. `attempt` is 1 after the first one.
 */
export function retryPauseMs(attempt: number, askedMs = 0, random: () => number = Math.random): number {
  const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16))
  const chanceMs = Math.round(pauseMs * (0.5 + random() / 2))
  return askedMs === 0 ? chanceMs : askedMs + chanceMs
}
