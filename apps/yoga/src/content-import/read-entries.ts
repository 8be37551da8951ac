import type { LineProblem } from './import-kind.ts'

/** Lines that one import may have. */
const MAX_LINES = 1000
/** Bytes that one import may have. */
export const MAX_BYTES = 5_000_000

/** A line of a file, or an item of a list; counted from 1. */
export interface Entry {
  line: number
  value: unknown
}

export interface EntryProblem extends LineProblem {
  line: number
}

export interface Entries {
  entries: Entry[]
  problems: EntryProblem[]
}

/** The entries of JSON Lines, or of a JSON array when the text begins with one. Blank lines count, and say nothing. */
export function entriesOfText(text: string): Entries {
  if (/^\s*\[/.test(text)) {
    const parsed = parse(text)
    return parsed.ok
      ? entriesOfList(parsed.value as unknown[])
      : { entries: [], problems: [{ line: 1, ...MALFORMED }] }
  }
  const lines = text.split('\n').map((source, i) => ({ line: i + 1, source: source.trim() }))
  const entries: Entry[] = []
  const problems: EntryProblem[] = []
  for (const { line, source } of lines.filter((one) => one.source !== '')) {
    const parsed = parse(source)
    if (parsed.ok) entries.push({ line, value: parsed.value })
    else problems.push({ line, ...MALFORMED })
  }
  return limited({ entries, problems })
}

/** The entries of a list, in its order. */
export const entriesOfList = (values: readonly unknown[]): Entries =>
  limited({ entries: values.map((value, i) => ({ line: i + 1, value })), problems: [] })

const MALFORMED: LineProblem = { path: [], code: 'malformed', detail: 'is not valid JSON' }

function parse(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

function limited({ entries, problems }: Entries): Entries {
  if (entries.length + problems.length <= MAX_LINES) return { entries, problems }
  const detail = `is one too many: an import has ${MAX_LINES} lines at most; cut the file in parts`
  const line = entries[MAX_LINES]?.line ?? MAX_LINES + 1
  return { entries: [], problems: [{ line, path: [], code: 'too_many', detail }] }
}
