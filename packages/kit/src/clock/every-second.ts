/** Calls `tick` once a second until the returned function is called. A test turns it by hand. */
export type EverySecond = (tick: () => void) => () => void

/** Does so by a timer, which keeps no process alive. */
export const everyRealSecond: EverySecond = (tick) => {
  const timer = setInterval(tick, 1_000).unref()
  return () => clearInterval(timer)
}
