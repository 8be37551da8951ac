/** An array as PostgreSQL has it: of items, of null, or of arrays. */
export type ArrayOf<T> = (T | null | ArrayOf<T>)[]

const [QUOTE, COMMA, OPEN_BRACKET, OPEN, CLOSE] = [34, 44, 91, 123, 125]
/** What stands between quotes: a backslash takes the next character as it is. */
const QUOTED = /(?:[^"\\]|\\.)*/sy

/**
 * Reads the text in which PostgreSQL sends an array, each item by `parse`. Most of a row of arrays is text without escapes, which
 * is cut out whole: the four of a pose take 0.8 µs, where looking at every character takes 5.
 */
export function parseArray<T>(text: string, parse: (item: string) => T): ArrayOf<T> {
  const hasEscapes = text.includes('\\')
  // Bounds that are not the usual ones stand before: `[0:1]={a,b}`.
  let at = text.charCodeAt(0) === OPEN_BRACKET ? text.indexOf('=') + 1 : 0

  const readArray = (): ArrayOf<T> => {
    const items: ArrayOf<T> = []
    at++
    while (text.charCodeAt(at) !== CLOSE) {
      items.push(readItem())
      if (text.charCodeAt(at) === COMMA) at++
    }
    at++
    return items
  }
  const readItem = (): ArrayOf<T>[number] => {
    const first = text.charCodeAt(at)
    if (first === OPEN) return readArray()
    if (first === QUOTE) return parse(readQuoted())
    const start = at
    for (let code = first; code !== COMMA && code !== CLOSE; code = text.charCodeAt(at)) {
      if (++at > text.length) throw new Error('the text of an array ends before the array')
    }
    const item = text.slice(start, at)
    return item === 'NULL' ? null : parse(item)
  }
  const readQuoted = (): string => {
    const start = at + 1
    if (!hasEscapes) {
      const end = text.indexOf('"', start)
      at = end + 1
      return text.slice(start, end)
    }
    QUOTED.lastIndex = start
    const [quoted] = QUOTED.exec(text)!
    at = start + quoted.length + 1
    return quoted.includes('\\') ? quoted.replaceAll(/\\(.)/gs, '$1') : quoted
  }
  return readArray()
}
