/**
 * A value as text: strings as they are, everything else as JSON; `undefined` counts as a value.
 * @throws TypeError for what would not come back as it was: dates, maps, classes, functions, NaN and infinities, bigint,
 * undefined inside of something, cycles.
 */
export function encodeValue(value: unknown): string {
  // Half a surrogate pair would not survive UTF-8; JSON escapes it.
  if (typeof value === 'string' && value.isWellFormed()) return `s${value}`
  if (value === undefined) return 'u'
  check(value, '', [])
  return `j${JSON.stringify(value)}`
}

/** The value that a text stands for: every time a new one. */
export function decodeValue(text: string): unknown {
  const rest = text.slice(1)
  return text[0] === 's' ? rest : text[0] === 'u' ? undefined : JSON.parse(rest)
}

function check(value: unknown, path: string, above: readonly object[]): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object') throw unfit(path, typeof value === 'number' ? String(value) : typeof value)
  if (above.includes(value)) throw unfit(path, 'a cycle')
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null
  if (!isPlain) throw unfit(path, `of class ${value.constructor?.name}`)
  const inside = [...above, value]
  if (Array.isArray(value)) for (const [i, item] of value.entries()) check(item, `${path}[${i}]`, inside)
  else for (const [name, item] of Object.entries(value)) check(item, `${path}.${name}`, inside)
}

const unfit = (path: string, what: string) =>
  new TypeError(
    `a value cannot be cached: ${path === '' ? 'it' : path} is ${what}. Cache strings or plain JSON.`,
  )
