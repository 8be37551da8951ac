import type { z } from 'zod'
import type { Executor } from '@groundwork/kit/db/database'
import { offsetOf } from '@groundwork/kit/http/page'
import { CORE_CATEGORY, type listPoses } from './contract.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

type ListQuery = z.output<NonNullable<typeof listPoses.query>>

/** The page of poses that a list query asks for. `offset` and `limit` win over `page` and `page_size`. */
export async function list(on: Executor, query: ListQuery) {
  const category = query.category === CORE_CATEGORY ? undefined : query.category
  const targetArea = query.category === CORE_CATEGORY ? CORE_CATEGORY : query.target_area
  const { offset, limit } = boundsOf(query)
  const { search, difficulty } = query
  const page = await queries.listPoses(on, { search, category, difficulty, targetArea, offset, limit })
  return { ...page, page: Math.floor(offset / limit) + 1, page_size: limit }
}

function boundsOf(query: ListQuery) {
  if (query.offset === undefined && query.limit === undefined) return offsetOf(query)
  return { offset: query.offset ?? 0, limit: query.limit ?? 20 }
}

/** @throws `pose.not_found` */
export async function get(on: Executor, poseId: number) {
  const pose = await queries.findPose(on, { poseId })
  if (!pose) throw fail('pose.not_found', { id: poseId })
  return pose
}
