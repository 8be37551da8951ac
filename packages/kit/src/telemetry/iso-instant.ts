let second = -1
let untilSecond = ''

/** An instant in ISO 8601, with milliseconds. What all instants of a second share is written once for them. */
export function isoInstant(epochMs: number): string {
  const ms = epochMs % 1000
  const itsSecond = epochMs - ms
  if (itsSecond !== second) {
    second = itsSecond
    untilSecond = new Date(itsSecond).toISOString().slice(0, -4)
  }
  return `${untilSecond}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`
}
