/** At most `quota` requests in a window of `windowS` seconds. */
export interface Rate {
  quota: number
  windowS: number
}

/** What a class counts: each named key has its own budget, and all must have some left. */
export type LimitKey = 'address' | 'subject' | 'account'

/** A limit that endpoints name: its rate, what it counts, and why. */
export interface LimitClass extends Rate {
  by: readonly LimitKey[]
  doc: string
}

const UNITS: Record<string, number> = { s: 1, min: 60, h: 3600, d: 86_400 }

/**
 * Reads `5/min`, `1000/h`, `100/10s`: a quota, and a window as an optional count and a unit (s, min, h, d).
 * @throws Error when the text is not of that form or a number is zero.
 */
export function parseRate(text: string): Rate {
  const match = /^(\d{1,9})\/(\d{0,6})(s|min|h|d)$/.exec(text)
  if (!match) throw new Error(`"${text}" is not a rate such as 5/min`)
  const quota = Number(match[1])
  const windowS = Number(match[2] || '1') * UNITS[match[3]!]!
  if (quota === 0 || windowS === 0) throw new Error(`"${text}" would admit nothing`)
  return { quota, windowS }
}

/** A rate as it is typed in configuration. */
export function printRate({ quota, windowS }: Rate): string {
  for (const [unit, seconds] of Object.entries(UNITS).toReversed()) {
    if (windowS % seconds === 0) return `${quota}/${windowS === seconds ? '' : windowS / seconds}${unit}`
  }
  return `${quota}/${windowS}s`
}
