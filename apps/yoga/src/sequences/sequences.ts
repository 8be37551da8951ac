import type { z } from 'zod'
import type { Executor } from '@groundwork/kit/db/database'
import { splitPage, type Page } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
import { DIFFICULTIES, FOCUS_AREAS, Style, STYLES } from '../vocabulary.ts'
import type { listSequences } from './contract.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'
import type { SequenceRow } from './sequence-row.ts'

type ListQuery = z.output<NonNullable<typeof listSequences.query>>

const MINUTES = {
  short: { least: undefined, most: 19 },
  medium: { least: 20, most: 35 },
  long: { least: 36, most: undefined },
} as const

/** The page of sequences that a list query asks for, of those that `viewerId` may see. */
export async function list(
  on: Executor,
  viewerId: number | undefined,
  query: ListQuery,
): Promise<Page<SequenceRow>> {
  if (findsNothing(query) || (query.preset_only === false && viewerId === undefined))
    return { total: 0, items: [] }
  return splitPage(await queries.listSequences[query.sort](on, filterOf(viewerId, query)))
}

/**
 * The marks of a viewer and, in the same statement, the page that a list query asks for, without marks; only for a viewer with
 * sequences of their own when the page of presets is `known`.
 */
export async function listMarked(on: Executor, viewerId: number, query: ListQuery, known: boolean) {
  const filter = {
    ...filterOf(viewerId, query),
    marked: true as const,
    ifOwn: known ? (true as const) : undefined,
  }
  const rows = await queries.listSequences[query.sort](on, filter)
  return { marks: queries.marksIn(rows), page: splitPage(rows) }
}

function filterOf(viewerId: number | undefined, query: ListQuery) {
  const style = styleOf(query)
  const range = query.duration && MINUTES[query.duration]
  return {
    viewerId,
    presetsOnly: query.preset_only === true || undefined,
    ownOnly: query.preset_only === false || undefined,
    search: query.search,
    difficulty: query.difficulty,
    focusArea: query.focus_area,
    style: style === 'none' ? undefined : style,
    minMinutes: greatest(query.min_duration, range?.least),
    maxMinutes: least(query.max_duration, range?.most),
    ...offsetOf(query),
  }
}

/** Whether no sequence can be what a list query asks for. */
export const findsNothing = (query: ListQuery): boolean => styleOf(query) === 'none'

/** The style that both `style` and its other name `category` ask for, or `none` when no style can be that. */
function styleOf({ style, category }: ListQuery): z.output<typeof Style> | 'none' | undefined {
  if (category === undefined) return style
  const known = Style.safeParse(category.toLowerCase())
  if (!known.success || (style !== undefined && style !== known.data)) return 'none'
  return known.data
}

const defined = (...values: (number | undefined)[]) => values.filter((value) => value !== undefined)

function greatest(...values: (number | undefined)[]): number | undefined {
  const given = defined(...values)
  return given.length === 0 ? undefined : Math.max(...given)
}

function least(...values: (number | undefined)[]): number | undefined {
  const given = defined(...values)
  return given.length === 0 ? undefined : Math.min(...given)
}

/** A sequence with its steps, or undefined when there is none that `viewerId` may see. */
export const find = async (on: Executor, viewerId: number | undefined, sequenceId: number) =>
  queries.sequenceIn(await queries.findSequence(on, { sequenceId, viewerId }))

/**
 * The marks of a viewer and, in the same statement, the sequence without marks when they may see it; only one that they made
 * when the preset is `known`.
 */
export async function findMarked(on: Executor, viewerId: number, sequenceId: number, known: boolean) {
  const wanted = { sequenceId, viewerId, marked: true as const, ifOwn: known ? (true as const) : undefined }
  const rows = await queries.findSequence(on, wanted)
  return { marks: queries.marksIn(rows), found: queries.sequenceIn(rows) }
}

/**
 * A sequence that `viewerId` may see, with its steps.
 * @throws `sequence.not_found`, also for the custom sequence of somebody else.
 */
export const get = async (on: Executor, viewerId: number | undefined, sequenceId: number) =>
  present(await find(on, viewerId, sequenceId), sequenceId)

/** @throws `sequence.not_found` when nothing was found. */
export function present<S>(found: S | undefined, sequenceId: number): S {
  if (!found) throw fail('sequence.not_found', { id: sequenceId })
  return found
}

/**
 * A sequence that `editorId` may edit, with all its steps: any preset, or a custom one of theirs.
 * @throws `sequence.not_found`, also for the custom sequence of somebody else.
 */
export async function getForEditor(on: Executor, editorId: number, sequenceId: number) {
  const rows = await queries.findSequence(on, { sequenceId, viewerId: editorId, hidden: true })
  return present(queries.sequenceIn(rows), sequenceId)
}

const BUCKETS = ['0-15', '16-30', '31-45', '46+'] as const

/** How many presets there are of each level, focus area and style that occurs, and of each length in minutes. */
export async function countPresets(on: Executor) {
  const rows = await queries.countPresets(on, {})
  return {
    by_difficulty: counted(DIFFICULTIES, rows, 'difficultyLevel'),
    by_focus_area: counted(FOCUS_AREAS, rows, 'focusArea'),
    by_style: counted(STYLES, rows, 'style'),
    by_duration: {
      '0-15': 0,
      '16-30': 0,
      '31-45': 0,
      '46+': 0,
      ...Object.fromEntries(
        rows.filter(({ bucket }) => bucket !== null).map(({ bucket, count }) => [BUCKETS[bucket!], count]),
      ),
    },
  }
}

type Facet = Awaited<ReturnType<typeof queries.countPresets>>[number]

function counted<W extends string>(
  words: readonly W[],
  rows: readonly Facet[],
  facet: 'difficultyLevel' | 'focusArea' | 'style',
) {
  const counts: Partial<Record<W, number>> = {}
  for (const word of words) {
    const row = rows.find((candidate) => candidate[facet] === word)
    if (row) counts[word] = row.count
  }
  return counts
}
