import { element } from './element.js'
import { beatsOf, lengthMs, vibrationOf } from './rhythm.js'

/** @import { Feeling, Intensity } from './rhythm.js' */

/** So many at most are played one after the other: what is older blurs into them. */
const MOST_WAITING = 4
/** @type {Record<Intensity, number>} */
const REACH = { light: 1.25, medium: 1.5, strong: 1.75 }

const orb = element('orb', HTMLElement)
const waves = [...orb.querySelectorAll('.wave')]
const core = orb.querySelector('.core')
const calm = matchMedia('(prefers-reduced-motion: reduce)')

/** @type {{ feeling: Feeling, begin: () => void }[]} */
let waiting = []
let isPlaying = false

/** Whether this device can vibrate at all; a computer says so too. */
export const canVibrate = () => 'vibrate' in navigator

/** Whether it does so now: browsers want to be touched first. */
export const mayVibrate = () => canVibrate() && navigator.userActivation?.hasBeenActive !== false

/**
 * Plays a tap that was received, after those before it.
 * @param {Feeling} feeling
 * @param {() => void} begin
 */
export function feel(feeling, begin) {
  waiting.push({ feeling, begin })
  waiting = waiting.slice(-MOST_WAITING)
  if (!isPlaying) playNext()
}

function playNext() {
  const next = waiting.shift()
  isPlaying = next !== undefined
  if (next === undefined) return
  const { feeling, begin } = next
  begin()
  orb.dataset.intensity = feeling.intensity
  if (mayVibrate()) navigator.vibrate(vibrationOf(feeling))
  for (const [i, delay] of beatsOf(feeling).entries()) {
    ripple(waves[i % waves.length], delay, REACH[feeling.intensity], 'in')
    beat(delay, REACH[feeling.intensity])
  }
  setTimeout(playNext, lengthMs(feeling))
}

/**
 * Shows a tap going out.
 * @param {Feeling} feeling
 */
export function release(feeling) {
  orb.dataset.intensity = feeling.intensity
  for (const [i, delay] of beatsOf(feeling).entries())
    ripple(waves[i % waves.length], delay, REACH[feeling.intensity], 'out')
}

/** @param {Element | undefined} wave @param {number} delay @param {number} reach @param {'in' | 'out'} way */
function ripple(wave, delay, reach, way) {
  const still = { opacity: [0, 0.7, 0] }
  const opacity = way === 'in' ? [0.9, 0] : [0.35, 0]
  const moving = { transform: ['scale(.72)', `scale(${way === 'in' ? reach : reach * 0.85})`], opacity }
  wave?.animate(calm.matches ? still : moving, { delay, duration: 620, easing: 'cubic-bezier(.2,.7,.3,1)' })
}

/** @param {number} delay @param {number} reach */
function beat(delay, reach) {
  const most = 1 + (reach - 1) / 3
  const moving = {
    transform: ['scale(1)', `scale(${most})`, 'scale(1)'],
    filter: ['none', 'brightness(1.25)', 'none'],
  }
  const still = { filter: ['none', 'brightness(1.3)', 'none'] }
  core?.animate(calm.matches ? still : moving, { delay, duration: 260, easing: 'ease-out' })
}
