import type { z } from 'zod'
import type { Executor } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
import { DIFFICULTIES } from '../vocabulary.ts'
import { CORE_CATEGORY, type listPoses } from './contract.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

type ListQuery = z.output<NonNullable<typeof listPoses.query>>

/** The page of poses that a list query asks for. `offset` and `limit` win over `page` and `page_size`. */
export async function list(on: Executor, query: ListQuery) {
  const { search, difficulty } = query
  const category = query.category === CORE_CATEGORY ? undefined : query.category
  const areas = [query.target_area, query.category === CORE_CATEGORY ? CORE_CATEGORY : undefined]
  const targetAreas = areas.filter((area) => area !== undefined)
  const { offset, limit } = boundsOf(query)
  const rows = await queries.listPoses[query.sort](on, {
    search,
    category,
    difficultyRank: difficulty && DIFFICULTIES.indexOf(difficulty),
    targetAreas: targetAreas.length > 0 ? targetAreas : undefined,
    offset,
    limit,
  })
  return { ...splitPage(rows), page: Math.floor(offset / limit) + 1, page_size: limit }
}

function boundsOf(query: ListQuery) {
  if (query.offset === undefined && query.limit === undefined) return offsetOf(query)
  return { offset: query.offset ?? 0, limit: query.limit ?? 20 }
}

/** The pose, or undefined when the library does not show one with that id. */
export const find = (on: Executor, poseId: number) => queries.findPose(on, { poseId })

/** @throws `pose.not_found` */
export async function get(on: Executor, poseId: number) {
  const pose = await find(on, poseId)
  if (!pose) throw fail('pose.not_found', { id: poseId })
  return pose
}

/**
 * Where to go from a pose.
 * @throws `pose.not_found`
 */
export async function related(on: Executor, poseId: number) {
  const rows = await queries.listRelated(on, { poseId })
  if (!rows.some(({ relation }) => relation === 'itself')) throw fail('pose.not_found', { id: poseId })
  return {
    similar: rows.filter(({ relation }) => relation === 'similar'),
    progressions: rows.filter(({ relation }) => relation === 'progression'),
  }
}
