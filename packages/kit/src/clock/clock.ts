/** The only source of the current time. Tests pass one that they turn by hand. */
export interface Clock {
  /** The current instant. */
  now(): Date
  /** The current instant in milliseconds since the Unix epoch. */
  nowMs(): number
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  nowMs: () => Date.now(),
}
