import { sql } from 'kysely'
import type { Executor } from '@groundwork/kit/db/database'
import { page, splitPage } from '@groundwork/kit/db/page'
import { containing } from '@groundwork/kit/db/like'
import type { Poses } from '../../generated/database.ts'
import { first, many } from '../statements.ts'

export interface PoseFilter {
  search?: string
  category?: Poses['category']
  difficulty?: Poses['difficultyLevel']
  targetArea?: string
}

const COLUMNS = [
  'poseId',
  'nameEnglish',
  'nameSanskrit',
  'nameSanskritIast',
  'category',
  'difficultyLevel',
  'description',
  'instructions',
  'entryInstructions',
  'exitInstructions',
  'holdingCues',
  'breathingPattern',
  'benefits',
  'contraindications',
  'modifications',
  'props',
  'targetAreas',
  'imageUrls',
  'audioUrl',
  'hasSideVariation',
  'defaultDurationSeconds',
  'createdAt',
  'updatedAt',
] as const

const selectPage = many('poses.list', (db, p: PoseFilter & { offset: number; limit: number }, has) => {
  let matching = db.selectFrom('poses').where('isPublished', '=', true)
  if (has('search')) matching = matching.where('searchText', 'like', sql<string>`fold(${p.search})`)
  if (has('category')) matching = matching.where('category', '=', p.category!)
  if (has('difficulty')) matching = matching.where('difficultyLevel', '=', p.difficulty!)
  if (has('targetArea'))
    matching = matching.where('targetAreas', '@>', sql<string[]>`array[${p.targetArea}::text]`)
  return page(
    db,
    matching,
    matching.select(COLUMNS).orderBy('nameEnglish').orderBy('poseId').offset(p.offset).limit(p.limit),
    [{ by: 'nameEnglish' }, { by: 'poseId' }],
  )
})

/** Published poses that match, by English name, and how many there are on all pages. */
export async function listPoses(on: Executor, filter: PoseFilter & { offset: number; limit: number }) {
  const search = filter.search === undefined ? undefined : containing(filter.search)
  return splitPage(await selectPage(on, { ...filter, search }))
}

/** The published pose with that id. */
export const findPose = first('poses.find', (db, p: { poseId: number }) =>
  db.selectFrom('poses').select(COLUMNS).where('poseId', '=', p.poseId).where('isPublished', '=', true),
)
