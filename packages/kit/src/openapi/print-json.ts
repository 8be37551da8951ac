const WIDTH = 110
const INDENT = ' '

/**
 * JSON as text, the same for equal values: what fits into 110 columns, the indent not counted, stands on one line.
 * Ends with a newline.
 */
export function printJson(value: unknown): string {
  return `${print(value, '', 0)}\n`
}

/** `used` counts the columns that stand before the value on its line. */
function print(value: unknown, indent: string, used: number): string {
  const flat = printFlat(value)
  if (typeof value !== 'object' || value === null || used + flat.length < WIDTH) return flat
  const inner = indent + INDENT
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${print(item, inner, 0)}`)
    return `[\n${items.join(',\n')}\n${indent}]`
  }
  const entries = presentEntries(value).map(([key, item]) => {
    const name = `${JSON.stringify(key)}: `
    return `${inner}${name}${print(item, inner, name.length)}`
  })
  return `{\n${entries.join(',\n')}\n${indent}}`
}

function printFlat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printFlat).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = presentEntries(value).map(([key, item]) => `${JSON.stringify(key)}: ${printFlat(item)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

const presentEntries = (value: object) => Object.entries(value).filter(([, item]) => item !== undefined)
