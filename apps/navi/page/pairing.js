import { announce, element, showText } from './element.js'
import { explain, minutes } from './words.js'

/**
 * @import { Memory } from './memory.js'
 * @import { Server } from './server.js'
 * @typedef {{ pairingCode: string, endsAtMs: number }} Code
 */

const LIFE_MS = 600_000

/**
 * The view of somebody who is alone: a code to show, and a field for the other's.
 * @param {{ server: Server, memory: Memory, onPaired: () => void, onConflict: () => void }} options
 */
export function createPairing({ server, memory, onPaired, onConflict }) {
  const create = element('code-create', HTMLButtonElement)
  const code = element('code', HTMLElement)
  const ring = element('code-ring', SVGElement)
  const problem = element('code-problem', HTMLElement)
  const share = element('code-share', HTMLButtonElement)
  const copy = element('code-copy', HTMLButtonElement)
  const field = element('join-code', HTMLInputElement)
  const joinProblem = element('join-problem', HTMLElement)
  const join = element('join-send', HTMLButtonElement)

  /** @returns {Code | undefined} */
  const current = () => {
    const kept = memory.read('code')
    return kept?.endsAtMs > Date.now() ? kept : undefined
  }

  const show = () => {
    const shown = current()
    element('code-none', HTMLElement).hidden = shown !== undefined
    element('code-some', HTMLElement).hidden = shown === undefined
    const text = shown ? spaced(shown.pairingCode) : ''
    if (code.textContent !== text) code.textContent = text
    if (shown === undefined) return
    const leftMs = shown.endsAtMs - Date.now()
    element('code-left', HTMLElement).textContent = minutes(Math.ceil(leftMs / 1000))
    ring.style.strokeDashoffset = String(100 - (100 * leftMs) / LIFE_MS)
  }

  const makeCode = async () => {
    showText(problem, undefined)
    create.disabled = true
    try {
      const { pairingCode, expiresIn } = await server.post('/pairing/create')
      memory.write('code', { pairingCode, endsAtMs: Date.now() + expiresIn * 1000 })
      show()
    } catch (error) {
      showText(problem, explain(error))
      onConflict()
    } finally {
      create.disabled = false
    }
  }

  const link = () => `${location.origin}/#${current()?.pairingCode}`

  const copyCode = async () => {
    try {
      await navigator.clipboard.writeText(current()?.pairingCode ?? '')
      copy.textContent = 'Copied'
      announce('Copied')
    } catch {
      copy.textContent = 'Not allowed'
    }
    setTimeout(() => (copy.textContent = 'Copy'), 2_000)
  }

  const shareCode = () =>
    navigator
      .share({ title: 'Navi', text: `Pair with me on Navi: ${current()?.pairingCode}`, url: link() })
      .catch(() => {})

  const joinWithCode = async () => {
    const pairingCode = digitsOf(field.value)
    const isWhole = pairingCode.length === 6
    showText(joinProblem, isWhole ? undefined : 'A code has six digits.')
    field.setAttribute('aria-invalid', String(!isWhole))
    if (!isWhole) return field.focus()
    join.disabled = true
    try {
      await server.post('/pairing/join', { pairingCode })
      field.value = ''
      onPaired()
    } catch (error) {
      field.setAttribute('aria-invalid', 'true')
      showText(joinProblem, explain(error))
      field.select()
      onConflict()
    } finally {
      join.disabled = false
    }
  }

  create.addEventListener('click', makeCode)
  element('code-again', HTMLButtonElement).addEventListener('click', makeCode)
  copy.addEventListener('click', copyCode)
  share.hidden = !('share' in navigator)
  share.addEventListener('click', shareCode)
  element('join', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault()
    void joinWithCode()
  })
  field.addEventListener('input', () => {
    field.value = spaced(digitsOf(field.value))
    field.removeAttribute('aria-invalid')
    showText(joinProblem, undefined)
  })
  memory.onChange('code', show)
  setInterval(show, 1_000)

  /** A link with a code ends in `#123456`, which is sent to no server. */
  const takeInvitation = () => {
    const invited = digitsOf(location.hash)
    if (invited.length !== 6) return
    field.value = spaced(invited)
    history.replaceState(null, '', '/')
    join.focus()
  }
  addEventListener('hashchange', takeInvitation)

  return {
    show() {
      takeInvitation()
      show()
    },
    /** The code has done its work, or belongs to nobody any more. */
    forgetCode: () => memory.write('code', undefined),
  }
}

const digitsOf = (/** @type {string} */ text) => text.replaceAll(/\D/g, '').slice(0, 6)
const spaced = (/** @type {string} */ digits) => digits.replace(/^(\d{3})(\d)/, '$1 $2')
