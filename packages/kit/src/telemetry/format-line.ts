const LEVELS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'warning',
  50: 'error',
  60: 'fatal',
}

/** A JSON log line as a person reads it: time of day, severity when it matters, message, fields. */
export function formatLine(json: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(json) as Record<string, unknown>
  const parts = [String(time).slice(11, 19)]
  const severity = LEVELS[Number(level)] ?? ''
  if (severity !== '') parts.push(severity)
  if (typeof msg === 'string') parts.push(msg)
  for (const [name, value] of Object.entries(fields)) {
    parts.push(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  }
  const stack = (err as { stack?: string } | undefined)?.stack
  return `${parts.join(' ')}${stack === undefined ? '' : `\n${stack}`}\n`
}
