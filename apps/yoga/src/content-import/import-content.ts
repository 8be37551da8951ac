import type { Executor } from '@groundwork/kit/db/database'
import { parsePart } from '@groundwork/kit/http/parse'
import { isSame } from '../content-history/version.ts'
import type { Deps } from '../deps.ts'
import type { ImportKind, LineProblem } from './import-kind.ts'
import type { Entries, Entry, EntryProblem } from './read-entries.ts'

export interface ImportOptions {
  /** What a line is matched by with what is stored: `id`, or `name` whatever ids the lines have. */
  match: 'id' | 'name'
  /** Tells what would happen and changes nothing. */
  dryRun: boolean
  /** Who imports; null for the command line. */
  by: number | null
}

/** What an import did, or what a dry run found that it would do. With problems nothing is changed. */
export interface ImportReport {
  lines: number
  created: number
  updated: number
  /** Lines that say what is stored already. */
  unchanged: number
  problems: EntryProblem[]
}

interface Plan<Doc, New> {
  added: New[]
  changed: { before: Doc; after: Doc }[]
  unchanged: number
  hasGivenIds: boolean
  problems: EntryProblem[]
}

/**
 * Creates what is not there and changes what is, all lines or none. A line says any part of what it matches; what is new needs
 * all that is required.
 */
export async function importContent<Line, Doc extends object, New>(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  kind: ImportKind<Line, Doc, New>,
  { entries, problems }: Entries,
  { match, dryRun, by }: ImportOptions,
): Promise<ImportReport> {
  const read = readLines(kind, entries, match)
  const known = [...problems, ...read.problems]
  const report = ({ added, changed, unchanged, problems: found }: Plan<Doc, New>): ImportReport => ({
    lines: entries.length + problems.length,
    created: added.length,
    updated: changed.length,
    unchanged,
    problems: [...known, ...found].toSorted((a, b) => a.line - b.line),
  })
  if (dryRun || known.length > 0) return report(await planLines(db, kind, read.lines, match))
  return db.transaction(async (tx) => {
    await kind.lock(
      tx,
      read.lines.map(({ parsed }) => parsed),
    )
    const plan = await planLines(tx, kind, read.lines, match)
    if (plan.problems.length === 0) {
      await kind.write(tx, { action: 'import', by, at: clock.now() }, plan)
      if (plan.hasGivenIds) await kind.reserveIds(tx)
    }
    return report(plan)
  })
}

interface ReadLine<Line> extends Entry {
  parsed: Line
  key: string | number
}

/** The lines that can be read and say what they are about, each about something else. */
function readLines<Line, Doc, New>(
  kind: ImportKind<Line, Doc, New>,
  entries: readonly Entry[],
  match: ImportOptions['match'],
): { lines: ReadLine<Line>[]; problems: EntryProblem[] } {
  const lines: ReadLine<Line>[] = []
  const problems: EntryProblem[] = []
  const lineOfKey = new Map<string | number, number>()
  const field = match === 'id' ? kind.idField : kind.nameField
  for (const { line, value } of entries) {
    const found = problemsOf(kind.line, value)
    const parsed = found.length === 0 ? kind.line.parse(value) : undefined
    const key = parsed && kind.identify(parsed)[match]
    const earlier = key === undefined ? undefined : lineOfKey.get(key)
    if (parsed !== undefined && key === undefined)
      found.push({ path: [field], code: 'missing', detail: UNMATCHED })
    if (earlier !== undefined)
      found.push({ path: [field], code: 'duplicate', detail: `is that of line ${earlier} already` })
    problems.push(...found.map((problem) => ({ line, ...problem })))
    if (parsed === undefined || key === undefined || earlier !== undefined) continue
    lineOfKey.set(key, line)
    lines.push({ line, value, parsed, key })
  }
  return { lines, problems }
}

const UNMATCHED = 'is needed to find what the line is about'

async function planLines<Line, Doc extends object, New>(
  on: Executor,
  kind: ImportKind<Line, Doc, New>,
  lines: readonly ReadLine<Line>[],
  match: ImportOptions['match'],
): Promise<Plan<Doc, New>> {
  const plan: Plan<Doc, New> = { added: [], changed: [], unchanged: 0, hasGivenIds: false, problems: [] }
  if (lines.length === 0) return plan
  const keys = lines.map(({ key }) => key)
  const wanted = match === 'id' ? { ids: keys as number[] } : { names: keys as string[] }
  const stored = Map.groupBy(await kind.find(on, wanted), (doc) => kind.identify(doc)[match])
  const matched = lines.map((read) => {
    const candidates = stored.get(read.key) ?? []
    return { ...read, candidates, before: candidates[0] }
  })
  const checked = await kind.check(
    on,
    matched.map(({ parsed, before }) => ({ line: parsed, before })),
  )
  for (const [i, { line, value, parsed, key, candidates, before }] of matched.entries()) {
    const found = [...checked[i]!, ...(before ? [] : problemsOf(kind.full, value))]
    if (candidates.length > 1) {
      const detail = `is that of ${candidates.length}; match by id instead`
      found.push({ path: [kind.nameField], code: 'ambiguous', detail })
    }
    plan.problems.push(...found.map((problem) => ({ line, ...problem })))
    if (found.length > 0) continue
    if (before === undefined) {
      const id = match === 'id' ? (key as number) : undefined
      plan.added.push(kind.create(parsed, id))
      plan.hasGivenIds ||= id !== undefined
      continue
    }
    const after = kind.merge(before, parsed)
    if (isSame(before, after)) plan.unchanged++
    else plan.changed.push({ before, after })
  }
  return plan
}

function problemsOf(schema: ImportKind<unknown, unknown, unknown>['full'], value: unknown): LineProblem[] {
  const found: Parameters<typeof parsePart>[3] = []
  parsePart(schema, 'body', value, found)
  return found.map(({ path, code, detail }) => ({ path, code, detail }))
}
