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
  const ownOnly = query.preset_only === false
  const style = styleOf(query)
  if (style === 'none' || (ownOnly && viewerId === undefined)) return { total: 0, items: [] }
  const range = query.duration && MINUTES[query.duration]
  const rows = await queries.listSequences[query.sort](on, {
    viewerId,
    presetsOnly: query.preset_only === true || undefined,
    ownOnly: ownOnly || undefined,
    search: query.search,
    difficulty: query.difficulty,
    focusArea: query.focus_area,
    style,
    minMinutes: greatest(query.min_duration, range?.least),
    maxMinutes: least(query.max_duration, range?.most),
    ...offsetOf(query),
  })
  return splitPage(rows)
}

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
export const find = (on: Executor, viewerId: number | undefined, sequenceId: number) =>
  queries.findSequence(on, { sequenceId, viewerId })

/**
 * A sequence that `viewerId` may see, with its steps.
 * @throws `sequence.not_found`, also for the custom sequence of somebody else.
 */
export async function get(on: Executor, viewerId: number | undefined, sequenceId: number) {
  const found = await find(on, viewerId, sequenceId)
  if (!found) throw fail('sequence.not_found', { id: sequenceId })
  return found
}

/**
 * A sequence that `editorId` may edit, with all its steps: any preset, or a custom one of theirs.
 * @throws `sequence.not_found`, also for the custom sequence of somebody else.
 */
export async function getForEditor(on: Executor, editorId: number, sequenceId: number) {
  const found = await queries.findSequence(on, { sequenceId, viewerId: editorId, hidden: true })
  if (!found) throw fail('sequence.not_found', { id: sequenceId })
  return found
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
