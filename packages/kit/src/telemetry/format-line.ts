const LEVELS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'warning',
  50: 'error',
  60: 'fatal',
}

/** Control characters that JSON leaves as they are, line separators, and those that turn the direction of writing. */
const DISGUISES = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const HAS_DISGUISE = new RegExp(DISGUISES.source)

const escapeCharacter = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A JSON line in which every character stands for itself: nothing a terminal obeys or a reader takes for another line. */
export function escapeLine(json: string): string {
  return HAS_DISGUISE.test(json) ? json.replace(DISGUISES, escapeCharacter) : json
}

/** A JSON log line as a person reads it: time of day, severity when it matters, message, fields, the error below. */
export function formatLine(json: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(json) as Record<string, unknown>
  const said = typeof msg === 'string' ? oneLine(msg) : ''
  const parts = [String(time).slice(11, 19), LEVELS[Number(level)] ?? '', said, fieldsOf(fields)]
  return `${parts.filter((part) => part !== '').join(' ')}\n${errorBelow(err)}`
}

function fieldsOf(fields: object): string {
  const print = (value: unknown) =>
    typeof value === 'string' && PLAIN_WORD.test(value) ? oneLine(value) : escapeLine(JSON.stringify(value))
  return Object.entries(fields)
    .map(([name, value]) => `${oneLine(name)}=${print(value)}`)
    .join(' ')
}

const PLAIN_WORD = /^[^\s"=\\\p{Cc}]*$/u

/** A text without what would end its line or move the cursor. */
export const oneLine = (text: string): string =>
  escapeLine(JSON.stringify(text)).slice(1, -1).replaceAll('\\"', '"')

/** The error below its line, indented, so that none of its lines looks like one of the log. */
function errorBelow(err: unknown): string {
  if (err === undefined || err === null) return ''
  if (typeof err !== 'object') return `    ${oneLine(String(err))}\n`
  const { stack, message, type: _type, cause, errors, ...facts } = err as Record<string, unknown>
  const [first, ...frames] = String(stack ?? message ?? '').split('\n')
  const lines = [`${first} ${fieldsOf(facts)}`, ...frames].map((line) => `    ${oneLine(line.trim())}\n`)
  const several = Array.isArray(errors) ? errors.map(errorBelow) : []
  return [...lines, errorBelow(cause), ...several].join('')
}
