import { sql } from 'kysely'
import { containing } from '@groundwork/kit/db/like'
import { page } from '@groundwork/kit/db/page'
import type { BreathingExercises } from '../../generated/database.ts'
import { first, many } from '../statements.ts'

/** One part of a breath. */
export interface Phase {
  phase: 'inhale' | 'hold' | 'exhale' | 'rest'
  seconds: number
  cue: string
}

const COLUMNS = [
  'breathingExerciseId',
  'slug',
  'position',
  'name',
  'nameSanskrit',
  'nameSanskritIast',
  'difficultyLevel',
  'description',
  'instructions',
  'benefits',
  'contraindications',
  'defaultMinutes',
  'minMinutes',
  'maxMinutes',
] as const
const pattern = sql<Phase[]>`pattern`.as('pattern')

export interface BreathingFilter {
  /** Part of a name. */
  search?: string
  difficulty?: BreathingExercises['difficultyLevel']
}

/** Exercises that match, easier ones first: read with `splitPage`. */
export const listExercises = many(
  'breathing.list',
  (db, p: BreathingFilter & { offset: number; limit: number }, has) => {
    let matching = db.selectFrom('breathingExercises')
    if (has('difficulty')) matching = matching.where('difficultyLevel', '=', p.difficulty!)
    if (has('search'))
      matching = matching.where('searchText', 'like', containing(sql<string>`fold(${p.search})`))
    const wanted = matching.select(COLUMNS).select(pattern).orderBy('position').orderBy('breathingExerciseId')
    return page(db, matching, wanted.offset(p.offset).limit(p.limit), [
      { by: 'position' },
      { by: 'breathingExerciseId' },
    ])
  },
)

export const findExercise = first('breathing.find', (db, p: { slug: string }) =>
  db.selectFrom('breathingExercises').select(COLUMNS).select(pattern).where('slug', '=', p.slug),
)
