/**
 * The text in which both databases take a value: instants in UTC, arrays as PostgreSQL arrays, other objects as JSON. A JSON
 * array is passed as text.
 */
export function wireText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return String(value)
  if (value instanceof Date) return instantText(value)
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return `{${value.map(arrayItem).join(',')}}`
  return JSON.stringify(value)
}

/** PostgreSQL knows no year 0 and no sign before a year: it counts those before Christ, and writes longer ones as they are. */
function instantText(instant: Date): string {
  const iso = instant.toISOString()
  const year = instant.getUTCFullYear()
  if (year >= 1 && year <= 9999) return iso
  const rest = iso.slice(-'-01-01T00:00:00.000Z'.length)
  return year > 9999 ? `${year}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`
}

function arrayItem(item: unknown): string {
  if (Array.isArray(item)) return wireText(item)!
  const text = wireText(item)
  return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
