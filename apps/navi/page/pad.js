import { announce, element, showText } from './element.js'
import { canVibrate, feel, mayVibrate, release } from './pulse.js'
import { nameOf } from './rhythm.js'
import { became } from './words.js'

/**
 * @import { Feeling, Intensity, Pattern } from './rhythm.js'
 * @import { Tap } from './history.js'
 */

const isTouched = matchMedia('(pointer: coarse)')

/**
 * The view of somebody who is paired: strength and rhythm under the thumb, and what is felt above.
 * @param {{ onTap: (feeling: Feeling) => void }} options
 */
export function createPad({ onTap }) {
  const intensities = element('intensities', HTMLFieldSetElement)
  const patterns = element('patterns', HTMLElement)
  const happening = element('happening', HTMLElement)
  const orb = element('orb', HTMLElement)
  const away = element('away', HTMLElement)
  /** The tap whose fate is told under the circle. */
  let latestId = ''
  let missed = 0

  const intensity = () => {
    const chosen = intensities.querySelector('input:checked')
    return /** @type {Intensity} */ (chosen instanceof HTMLInputElement ? chosen.value : 'medium')
  }
  const showIntensity = () => {
    patterns.dataset.intensity = intensity()
    orb.dataset.intensity = intensity()
  }
  const showHint = () => {
    const text = canVibrate()
      ? 'Touch the page once, so that it may vibrate.'
      : 'This browser cannot vibrate: watch the circle.'
    showText(element('hint', HTMLElement), isTouched.matches && !mayVibrate() ? text : undefined)
  }

  intensities.addEventListener('change', showIntensity)
  patterns.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null
    if (!button) return
    const feeling = { intensity: intensity(), pattern: /** @type {Pattern} */ (button.value) }
    release(feeling)
    onTap(feeling)
  })
  element('away-close', HTMLButtonElement).addEventListener('click', () => {
    missed = 0
    showText(element('away-text', HTMLElement), undefined)
    away.hidden = true
  })
  addEventListener('pointerup', () => setTimeout(showHint))
  showIntensity()
  showHint()

  return {
    /** Plays a tap of the partner. @param {Feeling} feeling */
    receive(feeling) {
      feel(feeling, () => {
        latestId = ''
        const text = `Your partner: ${nameOf(feeling).toLowerCase()}`
        happening.textContent = text
        happening.className = 'happening theirs'
        announce(text)
      })
    },
    /** Tells what has become of the last tap that was sent. @param {Tap} tap @param {{ isNew?: boolean }} [how] */
    tell(tap, { isNew = false } = {}) {
      if (isNew) latestId = tap.id
      if (tap.id !== latestId) return
      happening.textContent = `${nameOf(tap)}: ${became(tap.status, true)}`
      happening.className = `happening mine ${tap.status}`
      announce(happening.textContent)
    },
    /** The tap has another id now. @param {string} id @param {string} tapId */
    rename(id, tapId) {
      if (latestId === id) latestId = tapId
    },
    /** Tells of taps that are too old to be felt. @param {number} count */
    tellMissed(count) {
      missed += count
      const text = `${missed} ${missed === 1 ? 'tap' : 'taps'} while you were away`
      showText(element('away-text', HTMLElement), text)
      away.hidden = false
      announce(text)
    },
    /** Forgets what happened with another partner. */
    clear() {
      latestId = ''
      happening.textContent = 'Choose how strong, then tap.'
      happening.className = 'happening'
    },
  }
}
