import { sql } from 'kysely'
import { containing } from '@groundwork/kit/db/like'
import { inOrder, page, type Order } from '@groundwork/kit/db/page'
import type { Poses } from '../../generated/database.ts'
import { first, many } from '../statements.ts'
import { POSE_COLUMNS, type PoseRow } from './pose-row.ts'

export interface PoseFilter {
  /** Part of a name. */
  search?: string
  category?: Poses['category']
  difficultyRank?: number
  /** Areas of the body that a pose must all work. */
  targetAreas?: readonly string[]
}

const ORDERS = {
  name: [{ by: 'nameEnglish' }, { by: 'poseId' }],
  easiest: [{ by: 'difficultyRank' }, { by: 'nameEnglish' }, { by: 'poseId' }],
  hardest: [{ by: 'difficultyRank', descending: true }, { by: 'nameEnglish' }, { by: 'poseId' }],
} as const satisfies Record<string, Order<keyof PoseRow | 'difficultyRank'>>

const listSorted = (sort: keyof typeof ORDERS) =>
  many(`poses.list_${sort}`, (db, p: PoseFilter & { offset: number; limit: number }, has) => {
    let matching = db.selectFrom('poses').where('isPublished', '=', true)
    if (has('search'))
      matching = matching.where('searchText', 'like', containing(sql<string>`fold(${p.search})`))
    if (has('category')) matching = matching.where('category', '=', p.category!)
    if (has('difficultyRank')) matching = matching.where('difficultyRank', '=', p.difficultyRank!)
    if (has('targetAreas'))
      matching = matching.where('targetAreas', '@>', sql<string[]>`${p.targetAreas}::text[]`)
    const wanted = matching
      .select([...POSE_COLUMNS, 'difficultyRank'])
      .offset(p.offset)
      .limit(p.limit)
    return page(db, matching, inOrder(wanted, ORDERS[sort]), ORDERS[sort])
  })

/** Published poses that match, in each order, and how many there are on all pages: read with `splitPage`. */
export const listPoses = {
  name: listSorted('name'),
  easiest: listSorted('easiest'),
  hardest: listSorted('hardest'),
}

/** The preset sequences that a pose page links to. */
export interface PoseSequence {
  sequenceId: number
  name: string
  difficultyLevel: Poses['difficultyLevel']
  durationMinutes: number
}

/** The published pose with that id, and the first three published presets, by name, that contain it. */
export const findPose = first('poses.find', (db, p: { poseId: number }) =>
  db
    .selectFrom('poses')
    .select(POSE_COLUMNS)
    .select((eb) =>
      eb
        .selectFrom(
          eb
            .selectFrom('sequences')
            .select(['sequenceId', 'name', 'difficultyLevel', 'durationMinutes'])
            .where('isPreset', '=', true)
            .where('isPublished', '=', true)
            .where((sequence) =>
              sequence.exists(
                sequence
                  .selectFrom('sequencePoses')
                  .whereRef('sequencePoses.sequenceId', '=', 'sequences.sequenceId')
                  .where('sequencePoses.poseId', '=', p.poseId),
              ),
            )
            .orderBy('name')
            .orderBy('sequenceId')
            .limit(3)
            .as('containing'),
        )
        .select(
          sql<PoseSequence[]>`coalesce(json_agg(json_build_object('sequenceId', sequence_id, 'name', name,
            'difficultyLevel', difficulty_level, 'durationMinutes', duration_minutes)
            order by name, sequence_id), '[]')`.as('sequences'),
        )
        .$asScalar()
        .$notNull()
        .as('sequences'),
    )
    .where('poseId', '=', p.poseId)
    .where('isPublished', '=', true),
)

/**
 * The published pose with that id and its relatives, each row with its `relation`. At most two are similar (same
 * category, at most one level apart) and two are progressions (the next harder ones; at the top, others as hard).
 */
export const listRelated = many('poses.related', (db, p: { poseId: number }) => {
  const published = db.selectFrom('poses').where('isPublished', '=', true)
  const itself = published.where('poseId', '=', p.poseId)
  const others = published.where('poseId', '<>', p.poseId)
  const rank = sql<number>`(${itself.select('difficultyRank')})`
  const similar = others
    .where('category', '=', itself.select('category'))
    .where('difficultyRank', '>=', sql<number>`${rank} - 1`)
    .where('difficultyRank', '<=', sql<number>`${rank} + 1`)
    .orderBy('nameEnglish')
    .orderBy('poseId')
    .limit(2)
  const progressions = others
    .where('difficultyRank', '>=', sql<number>`least(${rank} + 1, 2)`)
    .orderBy('difficultyRank')
    .orderBy('nameEnglish')
    .orderBy('poseId')
    .limit(2)
  const columns = [...POSE_COLUMNS, 'difficultyRank'] as const
  return db
    .selectFrom(
      itself
        .select(columns)
        .select(sql<'itself' | 'similar' | 'progression'>`'itself'`.as('relation'))
        .unionAll(
          db
            .selectFrom(similar.select(columns).as('similar'))
            .selectAll()
            .select(sql<'similar'>`'similar'`.as('relation')),
        )
        .unionAll(
          db
            .selectFrom(progressions.select(columns).as('progressions'))
            .selectAll()
            .select(sql<'progression'>`'progression'`.as('relation')),
        )
        .as('related'),
    )
    .selectAll()
    .orderBy(sql`case relation when 'progression' then difficulty_rank end`)
    .orderBy('nameEnglish')
    .orderBy('poseId')
})
