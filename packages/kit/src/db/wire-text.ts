/**
 * The text in which the embedded database takes a value, the same that a server gets from its client library:
 * instants in UTC, arrays as PostgreSQL arrays, other objects as JSON. A JSON array is passed as text.
 */
export function wireText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return `{${value.map(arrayItem).join(',')}}`
  return JSON.stringify(value)
}

function arrayItem(item: unknown): string {
  if (Array.isArray(item)) return wireText(item)!
  const text = wireText(item)
  return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
