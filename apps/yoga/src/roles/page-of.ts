/** The page that rows make when one more was read than it holds, and where the next one begins. */
export function pageOf<R>(rows: readonly R[], limit: number, keyOf: (row: R) => number) {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? keyOf(items.at(-1)!) : null }
}
