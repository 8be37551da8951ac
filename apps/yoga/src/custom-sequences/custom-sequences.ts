import type { z } from 'zod'
import type { Executor, Tx } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
import { forget, ownPractice, ownSequences } from '../cached.ts'
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

type Needs = Pick<Deps, 'db' | 'clock' | 'cache'>
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
export function create(deps: Needs, userId: number, input: NewSequence) {
  return deps.db.transaction((tx) => createTx(tx, deps, userId, input))
}

/** Copies a sequence that the person may see into one of their own, called `name`. */
export function copy(deps: Needs, userId: number, sequenceId: number, name: string | undefined) {
  return deps.db.transaction(async (tx) => {
    const { sequence, steps } = await sequences.get(tx, userId, sequenceId)
    if (steps.length < MIN_STEPS) throw fail('custom_sequence.too_few_steps')
    return createTx(tx, deps, userId, {
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
export function update(deps: Needs, userId: number, sequenceId: number, changes: Changes) {
  return deps.db.transaction(async (tx) => {
    // Their history names it, their favourites show it.
    tx.afterCommit(() => forget(deps, [ownSequences(userId), ownPractice(userId)]))
    const { poses, name, description } = changes
    // Poses before sequences, as whoever deletes a pose locks them: neither ever waits for the other in a ring.
    const missing = poses ? (await findMissing(tx, userId, poses)).missing : []
    const own = await queries.lockSequence(tx, { userId, sequenceId })
    if (!own) throw failSequence('sequence.not_found', { id: sequenceId })
    refuse(missing)
    await queries.updateSequence(tx, {
      userId,
      sequenceId,
      name,
      description,
      difficulty: changes.difficulty_level,
      focusArea: changes.focus_area,
      style: changes.style,
      durationMinutes: poses && minutesOf(poses),
      at: deps.clock.now(),
    })
    if (poses) await saveSteps(tx, sequenceId, poses)
    return sequences.get(tx, userId, sequenceId)
  })
}

/** Deletes a person's own sequence. Sessions in which it was practised lose it, and stay. */
export async function remove(
  deps: Pick<Needs, 'db' | 'cache'>,
  userId: number,
  sequenceId: number,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    tx.afterCommit(() => forget(deps, [ownSequences(userId), ownPractice(userId)]))
    const deleted = await queries.deleteSequence(tx, { userId, sequenceId })
    if (deleted === 0) throw failSequence('sequence.not_found', { id: sequenceId })
  })
}

async function createTx(tx: Tx, deps: Omit<Needs, 'db'>, userId: number, input: NewSequence) {
  const at = deps.clock.now()
  tx.afterCommit(() => forget(deps, [ownSequences(userId)]))
  const durationMinutes = minutesOf(input.poses)
  await queries.lockOwner(tx, { userId })
  const { owned, missing } = await findMissing(tx, userId, input.poses)
  refuse(missing)
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

/** Those of the steps' poses that are not there, or not published; the others stay until the transaction ends. */
async function findMissing(tx: Tx, userId: number, steps: Steps) {
  const poseIds = [...new Set(steps.map((step) => step.pose_id))]
  return (await queries.check(tx, { userId, poseIds }))!
}

function refuse(missing: readonly number[]): void {
  if (missing.length > 0) throw failSequence('sequence.poses_not_found', { ids: missing.join(', ') })
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
