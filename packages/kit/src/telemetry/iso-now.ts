let second = -1
let untilSecond = ''

/** The time now in ISO 8601, with milliseconds. What all instants of a second share is written once for them. */
export function isoNow(): string {
  const nowMs = Date.now()
  const ms = nowMs % 1000
  const thisSecond = nowMs - ms
  if (thisSecond !== second) {
    second = thisSecond
    untilSecond = new Date(thisSecond).toISOString().slice(0, -4)
  }
  return `${untilSecond}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`
}
