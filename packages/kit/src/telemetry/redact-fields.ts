import { describeError, stableCode } from './describe-error.ts'
import { passesLuhn, REDACTED, redactText } from './redact-text.ts'
import { readName, type NameRule } from './secret-names.ts'

const DEEPEST = 6
const MOST_ITEMS = 50

/**
 * The fields as they may be written down: plain data without what its name or its look says is secret or personal.
 * Never throws and never holds an object it was given.
 */
export function redactFields(fields: object): Record<string, unknown> {
  const cleaned: Record<string, unknown> = {}
  for (const key in fields) {
    if (!Object.hasOwn(fields, key)) continue
    const { shown, rule } = readName(key)
    cleaned[shown] = clean(rule, (fields as Record<string, unknown>)[key], 0)
  }
  return cleaned
}

function clean(named: NameRule, value: unknown, depth: number): unknown {
  const rule = named === 'count' && typeof value !== 'number' ? 'hide_all' : named
  switch (typeof value) {
    case 'boolean':
    case 'undefined':
      return value
    case 'number':
      return cleanNumber(rule, value)
    case 'string':
      return cleanString(rule, value)
    case 'bigint':
      return rule === 'hide' || rule === 'hide_all' ? REDACTED : redactText(String(value))
    case 'object':
      return value === null ? null : cleanObject(rule, value, depth)
    default:
      return undefined
  }
}

/** A count has fewer digits than a phone number or a date of birth. */
const COUNT_BELOW = 1e6
/** Whole numbers of 14 digits and more are no instants yet, but card numbers may be. */
const CARD_FROM = 1e13

function cleanNumber(rule: NameRule, value: number): unknown {
  if (rule === 'hide' || rule === 'hide_all') return REDACTED
  if (rule === 'count') return Number.isInteger(value) && value >= 0 && value < COUNT_BELOW ? value : REDACTED
  // A code of six digits is what people are sent; one of three is a status or an exit.
  if (rule === 'code') return Math.abs(value) < 1000 ? value : REDACTED
  return value >= CARD_FROM && passesLuhn(String(value)) ? REDACTED : value
}

function cleanString(rule: NameRule, value: string): string {
  switch (rule) {
    case 'keep':
      return value
    case 'hide':
    case 'hide_all':
    case 'count':
      return value === '' ? '' : REDACTED
    case 'code':
      return stableCode(value) ?? REDACTED
    case 'scan':
      return redactText(value)
  }
}

function cleanObject(rule: NameRule, value: object, depth: number): unknown {
  if (rule === 'hide') return REDACTED
  if (depth >= DEEPEST) return '[deeper]'
  try {
    if (value instanceof Error) return describeError(value)
    if (value instanceof Date) return rule === 'hide_all' ? REDACTED : value
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
    if (value instanceof Map) return cleanEntries(rule, value.entries(), depth)
    if (Array.isArray(value) || value instanceof Set) return cleanItems(rule, [...value], depth)
    const { toJSON } = value as { toJSON?: () => unknown }
    if (typeof toJSON === 'function') return clean(rule, toJSON.call(value), depth + 1)
    return cleanEntries(rule, Object.entries(value), depth)
  } catch {
    return '[unreadable]'
  }
}

function cleanItems(rule: NameRule, items: readonly unknown[], depth: number): unknown[] {
  const cleaned = items.slice(0, MOST_ITEMS).map((item) => clean(rule, item, depth + 1))
  if (items.length > MOST_ITEMS) cleaned.push(`${items.length - MOST_ITEMS} more`)
  return cleaned
}

function cleanEntries(rule: NameRule, entries: Iterable<[unknown, unknown]>, depth: number): object {
  const cleaned: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  let left = MOST_ITEMS
  for (const [key, item] of entries) {
    if (left-- === 0) break
    const name = readName(String(key))
    // Below what people sent everything is hidden, whatever its name.
    const under = rule === 'hide_all' && name.rule !== 'hide' ? rule : name.rule
    cleaned[name.shown] = clean(under, item, depth + 1)
  }
  return cleaned
}
