import type { z } from 'zod'
import type { Executor } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
import type { Deps } from '../deps.ts'
import * as practiceSessions from '../practice-sessions/practice-sessions.ts'
import type { listBreathing } from './contract.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

type ListQuery = z.output<NonNullable<typeof listBreathing.query>>

/** The page of exercises that a list query asks for. */
export async function list(on: Executor, query: ListQuery) {
  const { search, difficulty } = query
  return splitPage(await queries.listExercises(on, { search, difficulty, ...offsetOf(query) }))
}

/** @throws `breathing.not_found` */
export async function get(on: Executor, slug: string) {
  const exercise = await queries.findExercise(on, { slug })
  if (!exercise) throw fail('breathing.not_found', { slug })
  return exercise
}

/** Records that an exercise was practised for a time within its bounds, until `completedAt`. */
export async function record(
  deps: Pick<Deps, 'db' | 'clock' | 'cache'>,
  userId: number,
  slug: string,
  { durationSeconds, completedAt }: { durationSeconds: number; completedAt: Date },
) {
  const { breathingExerciseId, minMinutes: min, maxMinutes: max } = await get(deps.db, slug)
  if (durationSeconds < min * 60 || durationSeconds > max * 60)
    throw fail('breathing.duration_out_of_bounds', { min, max })
  const practice = { durationSeconds, completedAt, posesCompleted: null, breathingExerciseId }
  return practiceSessions.record(deps, userId, practice)
}
