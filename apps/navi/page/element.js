/**
 * The element of the page with this id.
 * @template {Element} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
export function element(id, kind) {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`the page has no ${kind.name} #${id}`)
}

/**
 * Says something to those who do not see the page.
 * @param {string} text
 */
export function announce(text) {
  element('announcement', HTMLElement).textContent = text
}

/**
 * Shows a text in its place, or nothing there.
 * @param {HTMLElement} place
 * @param {string | undefined} text
 */
export function showText(place, text) {
  place.hidden = text === undefined
  place.textContent = text ?? ''
}
