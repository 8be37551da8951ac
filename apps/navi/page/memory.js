/**
 * What the browser keeps of one person. What it has no room for lasts as long as the page.
 * @typedef {object} Memory
 * @property {(name: string) => any} read undefined when there is nothing
 * @property {(name: string, value: unknown) => void} write undefined forgets
 * @property {(name: string, hear: () => void) => void} onChange hears what other windows of the same person write
 * @property {() => void} forget everything
 */

/** Which person this window is, when a browser plays several. */
const WHO = 'navi.who'

/** @returns {string} */
export const whoInThisWindow = () => sessionStorage.getItem(WHO) ?? '1'

/** From the next load on this window is another person than the others. */
export function becomeSomeoneElse() {
  const taken = new Set(Object.keys(localStorage).map((name) => name.split('.')[1]))
  let next = 2
  while (taken.has(String(next))) next++
  sessionStorage.setItem(WHO, String(next))
}

/**
 * @param {string} who
 * @returns {Memory}
 */
export function createMemory(who) {
  const prefix = `navi.${who}.`
  /** @type {Map<string, string>} */
  const volatile = new Map()
  return {
    read(name) {
      const text = volatile.get(name) ?? localStorage.getItem(prefix + name)
      return text === null ? undefined : JSON.parse(text)
    },
    write(name, value) {
      volatile.delete(name)
      if (value === undefined) return localStorage.removeItem(prefix + name)
      const text = JSON.stringify(value)
      try {
        localStorage.setItem(prefix + name, text)
      } catch {
        volatile.set(name, text)
      }
    },
    onChange(name, hear) {
      addEventListener('storage', ({ key }) => key === prefix + name && hear())
    },
    forget() {
      volatile.clear()
      for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name)
    },
  }
}
