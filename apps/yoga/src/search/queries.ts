import { sql, type RawBuilder } from 'kysely'
import type { Poses } from '../../generated/database.ts'
import { many } from '../statements.ts'

/** What is looked through, each with the columns of a match and the rows that everybody may see. */
const SOURCES = {
  pose: {
    columns: sql`'pose' as type, pose_id as id, name_english as name, name_sanskrit, difficulty_level, description,
      search_names, search_topics, search_document`,
    visible: sql`poses where is_published`,
    inOrder: sql`name_english, pose_id`,
  },
  sequence: {
    columns: sql`'sequence' as type, sequence_id as id, name, null as name_sanskrit, difficulty_level, description,
      search_names, search_topics, search_document`,
    visible: sql`sequences where is_preset and is_published`,
    inOrder: sql`name, sequence_id`,
  },
} as const

type Kind = keyof typeof SOURCES

// The work of a search is bounded by these, however large the library; nobody turns more pages than they fill.
const NEAREST = sql.lit(50)
const CONTAINING = sql.lit(100)

const asked = (column: 'plain' | 'sound' | 'words') => sql`(select ${sql.ref(column)} from asked)`

/** The rows of a kind whose names, in one spelling or the other, are nearest to what is asked. */
const nearestNames = (kind: Kind): RawBuilder<unknown>[] =>
  (['plain', 'sound'] as const).map(
    (spelling) => sql`
      (select ${SOURCES[kind].columns} from ${SOURCES[kind].visible}
        order by search_names <->> ${asked(spelling)} limit ${NEAREST})`,
  )

/** The rows of a kind that are about what is asked, or whose texts contain it. */
const nearestTexts = (kind: Kind): RawBuilder<unknown>[] => [
  sql`
      (select ${SOURCES[kind].columns} from ${SOURCES[kind].visible}
        order by search_topics <->> ${asked('plain')} limit ${NEAREST})`,
  sql`
      (select ${SOURCES[kind].columns} from ${SOURCES[kind].visible} and search_document @@ ${asked('words')}
        order by ${SOURCES[kind].inOrder} limit ${CONTAINING})`,
]

/** A person's own sequences are few: all are compared. */
const ownSequences = (viewerId: number): RawBuilder<unknown> => sql`
      (select ${SOURCES.sequence.columns} from sequences where created_by = ${viewerId})`

/** What is asked, in the forms it is compared in, and the rows that may be it, each once. */
const candidates = (q: string, branches: readonly RawBuilder<unknown>[]) => sql`
  asked as materialized (
    select fold(${q}) as plain, fold_sounds(${q}) as sound, websearch_to_tsquery('english', fold(${q})) as words
  ), candidate as (
    select distinct on (type, id) * from (${sql.join(branches, sql` union all`)}) as branch order by type, id
  )`

/** How much of what is asked is in the names, in either spelling, from 0 to 1. */
const inNames = sql`greatest(word_similarity(plain, search_names), 0.95 * word_similarity(sound, search_names))`

/** How much a name is what is asked and no more, from 0 to 1. */
const likeness = sql`greatest(similarity(plain, fold(name)), 0.95 * similarity(sound, fold_sounds(name_sanskrit)))`

export interface SearchRow {
  total: number
  /** Null on the single row that stands for an empty page. */
  present: true | null
  type: Kind
  id: number
  name: string
  nameSanskrit: string | null
  difficultyLevel: Poses['difficultyLevel']
  preview: string
  score: number
}

interface SearchArguments {
  q: string
  viewerId?: number
  posesOnly?: true
  sequencesOnly?: true
  /** The least similarity, from 0 to 1, that counts as a match. */
  least: number
  offset: number
  limit: number
}

/**
 * The best matches among published poses, published presets and the person's own sequences, and how many there are.
 * Names count most, then topics (category, areas of the body, focus, style, theme), then texts. Read with `splitPage`.
 */
export const searchLibrary = many('search.library', (_db, p: SearchArguments, has) => {
  const branches = [
    ...(has('sequencesOnly') ? [] : [...nearestNames('pose'), ...nearestTexts('pose')]),
    ...(has('posesOnly') ? [] : [...nearestNames('sequence'), ...nearestTexts('sequence')]),
    ...(has('viewerId') && !has('posesOnly') ? [ownSequences(p.viewerId!)] : []),
  ]
  return sql<SearchRow>`
  with ${candidates(p.q, branches)}, compared as (
    select candidate.*, greatest(${inNames}, 0.9 * word_similarity(plain, search_topics)) as nearness,
      case when search_document @@ words then 0.5 + 0.4 * ts_rank(search_document, words) end as relevance
    from candidate, asked
  ), matching as (
    select compared.*, round(((greatest(nearness, relevance) + 0.1 * ${likeness}) / 1.1)::numeric, 3) as score
    from (select *, max(nearness) over () as nearest from compared) as compared, asked
    -- Half of all Sanskrit names end alike: what is much less near than the nearest is near by accident.
    where relevance is not null or nearness >= greatest(${p.least}, 0.7 * nearest)
  ), wanted as (
    select * from matching order by score desc, name, type, id offset ${p.offset} limit ${p.limit}
  )
  select total, items.* from (select count(*)::int as total from matching) as counted
  left join (
    select true as present, type, id, name, name_sanskrit, difficulty_level, score,
      ts_headline('english', coalesce(description, ''), words, 'StartSel="", StopSel="", MinWords=12, MaxWords=24') as preview
    from wanted, asked
  ) as items on true
  order by items.score desc, items.name, items.type, items.id`
})

export interface SuggestionRow {
  type: Kind
  id: number
  name: string
  /** The name that was begun: the Sanskrit one when it is nearer to what was typed. */
  text: string
}

/** Names that begin like `q`, or nearly so, the best first. */
export const suggestNames = many(
  'search.suggest',
  (_db, p: { q: string; viewerId?: number; least: number; limit: number }, has) => {
    const branches = [
      ...nearestNames('pose'),
      ...nearestNames('sequence'),
      ...(has('viewerId') ? [ownSequences(p.viewerId!)] : []),
    ]
    return sql<SuggestionRow>`
  with ${candidates(p.q, branches)}, compared as (
    select candidate.*, ${inNames} as nearness, ${likeness} as likeness,
      position(' ' || plain in ' ' || search_names) > 0 or position(' ' || sound in ' ' || search_names) > 0 as begins,
      greatest(word_similarity(plain, fold(name_sanskrit)), word_similarity(sound, fold_sounds(name_sanskrit)))
        > greatest(word_similarity(plain, fold(name)), word_similarity(sound, fold_sounds(name))) as in_sanskrit
    from candidate, asked
  )
  select type, id, name, case when in_sanskrit then name_sanskrit else name end as text
  from compared where begins or nearness >= ${p.least}
  order by begins desc, nearness desc, likeness desc, name, type, id limit ${p.limit}`
  },
)
