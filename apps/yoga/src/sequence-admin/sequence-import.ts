import type { Executor } from '@groundwork/kit/db/database'
import type { z } from 'zod'
import type { ImportKind, LineProblem } from '../content-import/import-kind.ts'
import * as queries from './queries.ts'
import {
  toSequenceDocument,
  type SequenceContent,
  type SequenceDocument,
  type StepDocument,
} from './sequence-document.ts'
import { FullSequenceLine, SequenceLine } from './sequence-fields-contract.ts'
import { writeSequencesTx } from './write-sequences.ts'

type Line = z.output<typeof SequenceLine>
type Steps = NonNullable<Line['steps']>
type New = SequenceContent & { sequence_id?: number }

/** How lines of a file become presets. Custom sequences are their owners', and no file reaches them. */
export const sequenceImport: ImportKind<Line, SequenceDocument, New> = {
  idField: 'sequence_id',
  nameField: 'name',
  line: SequenceLine,
  full: FullSequenceLine,
  identify: ({ sequence_id: id, name }) => ({ id, name }),
  lock: async (tx, lines) => {
    await queries.lockPoses(tx, { poseIds: poseIdsOf(lines) })
    await queries.lockTable(tx, {})
  },
  find: async (on, wanted) => (await queries.findDocuments(on, wanted)).map(toSequenceDocument),
  merge: (before, { sequence_id: _given, steps, ...facts }) => ({
    ...before,
    ...facts,
    ...(steps && { steps: toSteps(steps) }),
  }),
  create: (line, id) => {
    const { steps, sequence_id: _given, ...facts } = FullSequenceLine.parse(line)
    return {
      ...EMPTY,
      ...facts,
      is_preset: true,
      created_by: null,
      steps: toSteps(steps),
      ...(id !== undefined && { sequence_id: id }),
    }
  },
  check: async (on, lines) => {
    const poseIds = poseIdsOf(lines.map(({ line }) => line))
    const known = new Set(
      poseIds.length > 0 ? (await queries.knownPoses(on, { poseIds })).map(({ poseId }) => poseId) : [],
    )
    return lines.map(({ line, before }) => [...unknownPoses(line.steps ?? [], known), ...ownership(before)])
  },
  write: writeSequencesTx,
  reserveIds: (tx) => queries.reserveIds(tx, {}),
}

const EMPTY = { description: null, theme: null, image_url: null, is_published: true }

/** A preset as files keep it: whose it is goes without saying. */
export type PresetDocument = Omit<SequenceDocument, 'is_preset' | 'created_by'>

/** Presets after an id, published or not, by id: a part of all there are. */
export async function exportPresets(on: Executor, afterId: number, limit: number): Promise<PresetDocument[]> {
  const rows = await queries.findDocuments(on, { afterId, limit })
  return rows.map(toSequenceDocument).map(({ is_preset: _always, created_by: _nobody, ...preset }) => preset)
}

const poseIdsOf = (lines: readonly Line[]) => [
  ...new Set(lines.flatMap(({ steps }) => steps ?? []).map((step) => step.pose_id)),
]

function unknownPoses(steps: Steps, known: ReadonlySet<number>): LineProblem[] {
  return steps.flatMap(({ pose_id: id }, i) =>
    known.has(id)
      ? []
      : [{ path: ['steps', i, 'pose_id'], code: 'not_found', detail: 'is the id of no pose' }],
  )
}

function ownership(before: SequenceDocument | undefined): LineProblem[] {
  if (before === undefined || before.is_preset) return []
  return [{ path: ['sequence_id'], code: 'not_a_preset', detail: 'is the id of a custom sequence' }]
}

/** In the order of their positions; those without one stand in the order of the list, from 1. */
const toSteps = (steps: Steps): StepDocument[] =>
  steps
    .map(({ position_order, pose_id, duration_seconds, side = null, notes = null }, i) => ({
      position_order: position_order ?? i + 1,
      pose_id,
      duration_seconds,
      side,
      notes,
    }))
    .toSorted((a, b) => a.position_order - b.position_order)
