import { BOTH, type Rule } from './rule.ts'
import { alterations, droppedNames, isConcurrentReindex, treeOf } from './sql-tree.ts'

const requireConcurrentIndexCreation: Rule = {
  name: 'require-concurrent-index-creation',
  directions: BOTH,
  check: ({ tree: { IndexStmt }, isNew }) =>
    !IndexStmt || IndexStmt.concurrent || isNew(IndexStmt.relation)
      ? []
      : [
          'Building an index blocks every write to the table until it is done. Use "create index concurrently" in a ' +
            'section "-- up outside transaction".',
        ],
}

const requireConcurrentIndexDeletion: Rule = {
  name: 'require-concurrent-index-deletion',
  directions: BOTH,
  check: ({ tree, isNewIndex }) => {
    const { DropStmt } = tree
    if (DropStmt?.removeType !== 'OBJECT_INDEX' || DropStmt.concurrent) return []
    return droppedNames(tree)
      .filter((name) => !isNewIndex(name))
      .map(
        () =>
          'Dropping an index waits for every query on the table, and blocks those that come after. Use "drop index ' +
          'concurrently" in a section outside of transactions.',
      )
  },
}

const requireConcurrentReindex: Rule = {
  name: 'require-concurrent-reindex',
  directions: BOTH,
  check: ({ tree }) =>
    !tree.ReindexStmt || isConcurrentReindex(tree)
      ? []
      : [
          'Rebuilding an index blocks writes to its table. Use "reindex … concurrently" in a section outside of transactions.',
        ],
}

const banConcurrentInTransaction: Rule = {
  name: 'ban-concurrent-index-creation-in-transaction',
  directions: BOTH,
  check: ({ tree, inTransaction }) => {
    const { IndexStmt, DropStmt } = tree
    const concurrent =
      IndexStmt?.concurrent ||
      DropStmt?.concurrent ||
      isConcurrentReindex(tree) ||
      alterations(tree).commands.some(({ def }) => treeOf(def).PartitionCmd?.concurrent)
    return inTransaction && concurrent
      ? [
          'PostgreSQL refuses "concurrently" inside a transaction. Move it to "-- up outside transaction" or "-- down outside transaction".',
        ]
      : []
  },
}

export const indexRules = [
  requireConcurrentIndexCreation,
  requireConcurrentIndexDeletion,
  requireConcurrentReindex,
  banConcurrentInTransaction,
]
