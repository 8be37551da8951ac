import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder } from 'kysely'

interface Counted {
  total: number
  /** Null on the single row that stands for an empty page. */
  present: true | null
}

/** A page of a list, and how many rows match on all pages. */
export interface Page<Row> {
  total: number
  items: Row[]
}

/** What a list is sorted by, the first column first. Ends with a column that is unique, so that pages do not overlap. */
export type Order<Column extends string> = readonly { by: Column; descending?: boolean }[]

/** The query, in that order. */
export function inOrder<
  Query extends { orderBy: (column: RawBuilder<unknown>, direction: 'asc' | 'desc') => unknown },
>(query: Query, order: Order<string>): Query {
  return order.reduce(
    (sorted, { by, descending }) => sorted.orderBy(sql.ref(by), descending ? 'desc' : 'asc') as Query,
    query,
  )
}

/**
 * Counts the matching rows and returns a page of them in ONE statement, also for a page past the end.
 * `wanted` selects of `matching`, with columns, order and bounds; `order` repeats the order, because a join keeps none.
 * Read the rows with `splitPage`.
 */
export function page<DB, Matching, TB extends keyof Matching, Wanted, TW extends keyof Wanted, Row>(
  db: Kysely<DB>,
  matching: SelectQueryBuilder<Matching, TB, object>,
  wanted: SelectQueryBuilder<Wanted, TW, Row>,
  order: Order<keyof NoInfer<Row> & string>,
): SelectQueryBuilder<Record<string, Row & Counted>, string, Row & Counted> {
  const counted = matching.select(sql<number>`count(*)::int`.as('total')).as('counted')
  const items = wanted.select(sql<true>`true`.as('present')).as('items')
  const joined = (db as unknown as Kysely<Record<string, Row & Counted>>)
    .selectFrom(counted as unknown as string)
    .leftJoin(items as unknown as string, (join) => join.onTrue())
    .selectAll()
  const qualified = order.map(({ by, descending }) => ({ by: `items.${by}`, descending }))
  return inOrder(joined, qualified) as unknown as SelectQueryBuilder<
    Record<string, Row & Counted>,
    string,
    Row & Counted
  >
}

/** The page that rows of a `page` statement hold. */
export function splitPage<Row>(rows: readonly (Row & Counted)[]): Page<Row> {
  return { total: rows[0]?.total ?? 0, items: rows.filter(({ present }) => present !== null) }
}
