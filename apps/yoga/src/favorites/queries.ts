import { sql } from 'kysely'
import { containing } from '@groundwork/kit/db/like'
import { inOrder, page, type Order } from '@groundwork/kit/db/page'
import { SEQUENCE_COLUMNS, visibleTo, withSteps, type SequenceRow } from '../sequences/sequence-row.ts'
import { change, first, many } from '../statements.ts'

/** Adds a sequence that the person may see, or finds the favourite that it is already. */
export const insertFavorite = first(
  'favorites.insert',
  (db, p: { userId: number; sequenceId: number; createdAt: Date }) =>
    db
      .with('visible', (cte) =>
        cte
          .selectFrom('sequences')
          .select('sequenceId')
          .where('sequenceId', '=', p.sequenceId)
          .where((eb) => visibleTo(eb, p.userId))
          // A sequence that is being deleted is then not found, instead of failing the foreign key.
          .forKeyShare(),
      )
      .insertInto('favorites')
      .columns(['userId', 'sequenceId', 'createdAt'])
      .expression((eb) =>
        eb
          .selectFrom('visible')
          .select([
            sql<number>`${p.userId}::int`.as('userId'),
            'sequenceId',
            sql<Date>`${p.createdAt}::timestamptz`.as('createdAt'),
          ]),
      )
      // Doing nothing would return nothing.
      .onConflict((conflict) =>
        conflict
          .columns(['userId', 'sequenceId'])
          .doUpdateSet((eb) => ({ createdAt: eb.ref('favorites.createdAt') })),
      )
      // A row that was there has been locked or replaced by a transaction, a new one by none.
      .returning(['sequenceId', 'createdAt', sql<boolean>`favorites.xmax = 0`.as('isNew')]),
)

export const deleteFavorite = change('favorites.delete', (db, p: { userId: number; sequenceId: number }) =>
  db.deleteFrom('favorites').where('userId', '=', p.userId).where('sequenceId', '=', p.sequenceId),
)

interface Listing {
  userId: number
  /** Part of the name. */
  search?: string
  offset: number
  limit: number
}

const ORDERS = {
  newest: [
    { by: 'favoritedAt', descending: true },
    { by: 'sequenceId', descending: true },
  ],
  name: [{ by: 'name' }, { by: 'sequenceId' }],
} as const satisfies Record<string, Order<keyof SequenceRow | 'favoritedAt'>>

const listSorted = (sort: keyof typeof ORDERS) =>
  many(`favorites.list_${sort}`, (db, p: Listing, has) => {
    let matching = db
      .selectFrom('favorites')
      .innerJoin('sequences', 'sequences.sequenceId', 'favorites.sequenceId')
      .where('favorites.userId', '=', p.userId)
      .where((eb) => visibleTo(eb, p.userId))
    if (has('search'))
      matching = matching.where('searchText', 'like', containing(sql<string>`fold(${p.search})`))
    const chosen = matching
      .select(SEQUENCE_COLUMNS)
      .select(['favorites.createdAt as favoritedAt', sql<boolean>`true`.as('isFavorite')])
      .offset(p.offset)
      .limit(p.limit)
    return page(db, matching, withSteps(db, inOrder(chosen, ORDERS[sort])), ORDERS[sort])
  })

/** A person's favourites that they may still see, in each order: read with `splitPage`. */
export const listFavorites = { newest: listSorted('newest'), name: listSorted('name') }
