import type { Db, Tx } from './database.ts'

/**
 * The database as code sees it that is to be part of an open transaction: its statements run there, and so does the work of
 * the transactions it begins. All of it commits with the outer one; work that fails must not be carried on without.
 */
export function joinTransaction(db: Db, tx: Tx): Db & Pick<Tx, 'afterCommit'> {
  return {
    ...db,
    execute: (statement) => tx.execute(statement),
    transaction: async (work) => work(tx),
    afterCommit: (work) => tx.afterCommit(work),
  }
}
