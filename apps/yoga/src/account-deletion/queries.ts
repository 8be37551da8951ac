import { change, first, many } from '../statements.ts'

/** Notes when the deletion was asked for; the first time counts. */
export const markLeaving = first('account_deletion.mark', (db, p: { userId: number; now: Date }) =>
  db
    .updateTable('users')
    .set((eb) => ({
      deletionRequestedAt: eb.fn.coalesce('deletionRequestedAt', eb.val(p.now)),
      updatedAt: p.now,
    }))
    .where('userId', '=', p.userId)
    .returning(['email', 'deletionRequestedAt']),
)

/** Forgets that the deletion was asked for, when it was. */
export const unmarkLeaving = first('account_deletion.unmark', (db, p: { userId: number; now: Date }) =>
  db
    .updateTable('users')
    .set({ deletionRequestedAt: null, updatedAt: p.now })
    .where('userId', '=', p.userId)
    .where('deletionRequestedAt', 'is not', null)
    .returning('email'),
)

/** Accounts whose deletion was asked for by then, after `afterUserId`, by id. */
export const listDue = many(
  'account_deletion.list_due',
  (db, p: { requestedBy: Date; afterUserId: number; limit: number }) =>
    db
      .selectFrom('users')
      .select('userId')
      .where('deletionRequestedAt', '<=', p.requestedBy)
      .where('userId', '>', p.afterUserId)
      .orderBy('userId')
      .limit(p.limit),
)

/** Holds an account whose deletion was asked for by then, until the transaction ends. */
export const lockDue = first('account_deletion.lock_due', (db, p: { userId: number; requestedBy: Date }) =>
  db
    .selectFrom('users')
    .select('email')
    .where('userId', '=', p.userId)
    .where('deletionRequestedAt', '<=', p.requestedBy)
    .forUpdate(),
)

/** Deletes an account; all rows that belong to it go with it. */
export const deleteUser = change('account_deletion.delete', (db, p: { userId: number }) =>
  db.deleteFrom('users').where('userId', '=', p.userId),
)
