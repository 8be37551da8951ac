/**
 * @typedef {'light' | 'medium' | 'strong'} Intensity
 * @typedef {'single' | 'double' | 'triple' | 'heartbeat'} Pattern
 * @typedef {{ intensity: Intensity, pattern: Pattern }} Feeling
 */

/** When the beats of a pattern begin, in milliseconds: as watches play them. @type {Record<Pattern, number[]>} */
const BEATS = {
  single: [0],
  double: [0, 200],
  triple: [0, 200, 400],
  heartbeat: [0, 150, 800, 950],
}

/** Browsers know no strength, so a stronger beat is a longer one. @type {Record<Intensity, number>} */
const BEAT_MS = { light: 25, medium: 60, strong: 110 }

/** Taps that follow closer than this blur. */
const APART_MS = 1_000

/** @param {Feeling} feeling */
export const beatsOf = ({ pattern }) => BEATS[pattern] ?? BEATS.single

/** How long a tap takes before the next can be told from it. @param {Feeling} feeling */
export const lengthMs = (feeling) => Math.max(APART_MS, 200 + (beatsOf(feeling).at(-1) ?? 0))

/**
 * A tap for `navigator.vibrate`: on, off, on…
 * @param {Feeling} feeling
 * @returns {number[]}
 */
export function vibrationOf(feeling) {
  const onMs = BEAT_MS[feeling.intensity] ?? BEAT_MS.medium
  let endMs = 0
  return beatsOf(feeling).flatMap((startMs, i) => {
    const offMs = startMs - endMs
    endMs = startMs + onMs
    return i === 0 ? [onMs] : [offMs, onMs]
  })
}

/** @param {Feeling} feeling */
export const nameOf = ({ intensity, pattern }) =>
  `${intensity.charAt(0).toUpperCase()}${intensity.slice(1)} ${pattern}`
