import type { z } from 'zod'
import type { Db, Executor, Tx } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
import type { Deps } from '../deps.ts'
import { fail as failSequence } from '../sequences/errors.ts'
import * as sequences from '../sequences/sequences.ts'
import {
  MAX_MINUTES,
  MAX_PER_PERSON,
  MIN_STEPS,
  type createCustomSequence,
  type listCustomSequences,
  type updateCustomSequence,
} from './contract.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

type Needs = Pick<Deps, 'db' | 'clock'>
type ListQuery = z.output<NonNullable<typeof listCustomSequences.query>>
type NewSequence = z.output<NonNullable<typeof createCustomSequence.body>>
type Changes = z.output<NonNullable<typeof updateCustomSequence.body>>
type Steps = NewSequence['poses']

/** The page of a person's own sequences that a list query asks for. */
export async function list(on: Executor, userId: number, query: ListQuery) {
  const rows = await queries.listOwn[query.sort](on, { userId, search: query.search, ...offsetOf(query) })
  return splitPage(rows)
}

/** Makes a sequence of a person's own. */
export function create({ db, clock }: Needs, userId: number, input: NewSequence) {
  return db.transaction((tx) => createTx(tx, clock.now(), userId, input))
}

/** Copies a sequence that the person may see into one of their own, called `name`. */
export function copy({ db, clock }: Needs, userId: number, sequenceId: number, name: string | undefined) {
  return db.transaction(async (tx) => {
    const { sequence, steps } = await sequences.get(tx, userId, sequenceId)
    if (steps.length < MIN_STEPS) throw fail('custom_sequence.too_few_steps')
    return createTx(tx, clock.now(), userId, {
      name: name ?? `${[...sequence.name].slice(0, 248).join('')} (copy)`,
      description: sequence.description,
      difficulty_level: sequence.difficultyLevel,
      focus_area: sequence.focusArea,
      style: sequence.style,
      poses: steps.map(({ poseId, durationSeconds, side, notes }) => ({
        pose_id: poseId,
        duration_seconds: durationSeconds,
        side,
        notes,
      })),
    })
  })
}

/** Changes what is given of a person's own sequence; given steps replace all it had. */
export function update({ db, clock }: Needs, userId: number, sequenceId: number, changes: Changes) {
  return db.transaction(async (tx) => {
    const own = await queries.lockSequence(tx, { userId, sequenceId })
    if (!own) throw failSequence('sequence.not_found', { id: sequenceId })
    const { poses, name, description } = changes
    if (poses) await checkPoses(tx, userId, poses)
    await queries.updateSequence(tx, {
      userId,
      sequenceId,
      name,
      description,
      difficulty: changes.difficulty_level,
      focusArea: changes.focus_area,
      style: changes.style,
      durationMinutes: poses && minutesOf(poses),
      at: clock.now(),
    })
    if (poses) await saveSteps(tx, sequenceId, poses)
    return sequences.get(tx, userId, sequenceId)
  })
}

/** Deletes a person's own sequence. Sessions in which it was practised lose it, and stay. */
export async function remove(db: Db, userId: number, sequenceId: number): Promise<void> {
  const deleted = await queries.deleteSequence(db, { userId, sequenceId })
  if (deleted === 0) throw failSequence('sequence.not_found', { id: sequenceId })
}

async function createTx(tx: Tx, at: Date, userId: number, input: NewSequence) {
  const durationMinutes = minutesOf(input.poses)
  await queries.lockOwner(tx, { userId })
  const { owned } = await checkPoses(tx, userId, input.poses)
  if (owned >= MAX_PER_PERSON) throw fail('custom_sequence.too_many')
  const inserted = await queries.insertSequence(tx, {
    userId,
    name: input.name,
    description: input.description,
    difficulty: input.difficulty_level,
    focusArea: input.focus_area,
    style: input.style,
    durationMinutes,
    at,
  })
  const { sequenceId } = inserted!
  await saveSteps(tx, sequenceId, input.poses)
  return sequences.get(tx, userId, sequenceId)
}

async function checkPoses(tx: Tx, userId: number, steps: Steps) {
  const poseIds = [...new Set(steps.map((step) => step.pose_id))]
  const checked = (await queries.check(tx, { userId, poseIds }))!
  if (checked.missing.length > 0)
    throw failSequence('sequence.poses_not_found', { ids: checked.missing.join(', ') })
  return checked
}

async function saveSteps(tx: Tx, sequenceId: number, given: Steps): Promise<void> {
  const steps = given
    .toSorted((a, b) => (a.position_order ?? 0) - (b.position_order ?? 0))
    .map((step, i) => ({ ...step, position_order: i + 1 }))
  await queries.replaceSteps(tx, { sequenceId, count: steps.length, steps: JSON.stringify(steps) })
}

/** The minutes that the steps take, rounded up. */
function minutesOf(steps: Steps): number {
  const seconds = steps.reduce((sum, step) => sum + step.duration_seconds, 0)
  const minutes = Math.ceil(seconds / 60)
  if (minutes > MAX_MINUTES) throw fail('custom_sequence.too_long', { minutes })
  return minutes
}
