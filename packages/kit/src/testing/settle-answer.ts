const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const SIGNED_TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g
const API_KEY = /gw_(live|test)_[0-9A-Za-z]{22}_[0-9A-Za-z]{39}/g
/** Fields that hold what was measured, as health reports do. */
const MEASURED = new Set(['observed_value', 'observedValue', 'duration_ms'])
const FARTHEST_DAYS = 100
const DAY_MS = 86_400_000

export interface SettleOptions {
  /** When the clock of the server stands still. Instants up to 100 days after it are its own. */
  startedAt: Date
  /** Ids that are the same in every run. */
  keptIds: readonly string[]
  /** Fields whose values are drawn at random, with the value to show. */
  drawn?: Readonly<Record<string, string>>
}

/**
 * Makes a request and its answer the same in every run: instants that the database took from the real clock read as the server's
 * own, random ids are numbered as they appear, tokens are named after their field, what was
 * measured is 1; bytes and what follows the third object of a list are not shown.
 */
export function settleAnswer(answer: unknown, { startedAt, keptIds, drawn = {} }: SettleOptions): unknown {
  const ids = new Map(keptIds.map((id) => [id, id]))
  const numbered = (id: string) => {
    if (!ids.has(id)) {
      const number = String(ids.size - keptIds.length + 1).padStart(12, '0')
      ids.set(id, `00000000-0000-7000-8000-${number}`)
    }
    return ids.get(id)!
  }
  const settleText = (text: string): string => {
    if (INSTANT.test(text) && isRealInstant(Date.parse(text), startedAt)) return startedAt.toISOString()
    return text
      .replaceAll(SIGNED_TOKEN, 'header.claims.signature')
      .replaceAll(API_KEY, 'gw_$1_<id>_<secret>')
      .replaceAll(UUID, numbered)
  }
  const settle = (value: unknown, key: string): unknown => {
    if (typeof value === 'string' && Object.hasOwn(drawn, key)) return drawn[key]
    if (typeof value === 'string')
      return /(?:^|_)token$|^refreshToken$/.test(key) ? `<${key}>` : settleText(value)
    if (typeof value === 'number' && MEASURED.has(key)) return 1
    if (value instanceof Uint8Array) return '<bytes>'
    if (Array.isArray(value)) return shown(value).map((item) => settle(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, settle(item, name)]))
  }
  return settle(answer, '')
}

/** A list of objects is shown by its first three. */
const shown = (list: readonly unknown[]) => (typeof list[0] === 'object' ? list.slice(0, 3) : list)

function isRealInstant(atMs: number, startedAt: Date): boolean {
  return atMs > startedAt.getTime() + FARTHEST_DAYS * DAY_MS && atMs < Date.now() + DAY_MS
}
