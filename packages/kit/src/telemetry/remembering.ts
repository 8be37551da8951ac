const MOST_TEXTS = 1000
const LONGEST_TEXT = 200

/**
 * `make` for texts of which the same come again and again: what it made of them is kept. Long ones are made anew each time, and
 * past a thousand all are forgotten.
 */
export function remembering<T extends string | object>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>()
  return (text) => {
    const known = made.get(text)
    if (known !== undefined) return known
    const fresh = make(text)
    if (made.size >= MOST_TEXTS) made.clear()
    if (text.length <= LONGEST_TEXT) made.set(text, fresh)
    return fresh
  }
}
