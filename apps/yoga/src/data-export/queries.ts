import { change, first, many } from '../statements.ts'

const COLUMNS = ['requestId', 'requestedAt', 'readyAt', 'expiresAt', 'fileName', 'sizeBytes'] as const

/** Makes the requests of one person wait for each other. */
export const lockOwner = change('data_export.lock_owner', (db, p: { userId: number }) =>
  db.selectFrom('users').select('userId').where('userId', '=', p.userId).forNoKeyUpdate(),
)

export const findExport = first('data_export.find', (db, p: { userId: number }) =>
  db.selectFrom('dataExports').select(COLUMNS).where('userId', '=', p.userId),
)

/** Begins a new export in the place of the one before. */
export const replaceExport = first(
  'data_export.replace',
  (db, p: { userId: number; requestId: string; now: Date }) => {
    const begun = {
      requestId: p.requestId,
      requestedAt: p.now,
      readyAt: null,
      expiresAt: null,
      fileName: null,
      sizeBytes: null,
    }
    return db
      .insertInto('dataExports')
      .values({ userId: p.userId, ...begun })
      .onConflict((conflict) => conflict.column('userId').doUpdateSet(begun))
      .returning(COLUMNS)
  },
)

/** The person whose request this is, when it is still to be done. */
export const findPending = first('data_export.find_pending', (db, p: { requestId: string }) =>
  db
    .selectFrom('dataExports')
    .select('userId')
    .where('requestId', '=', p.requestId)
    .where('readyAt', 'is', null),
)

/** Notes where the document of a request is, when it is still to be done; returns the address to tell. */
export const markReady = first(
  'data_export.mark_ready',
  (db, p: { requestId: string; fileName: string; sizeBytes: number; now: Date; expiresAt: Date }) =>
    db
      .updateTable('dataExports')
      .from('users')
      .set({ readyAt: p.now, expiresAt: p.expiresAt, fileName: p.fileName, sizeBytes: p.sizeBytes })
      .whereRef('users.userId', '=', 'dataExports.userId')
      .where('requestId', '=', p.requestId)
      .where('readyAt', 'is', null)
      .returning('users.email'),
)

export const deleteExpired = many('data_export.delete_expired', (db, p: { now: Date }) =>
  db.deleteFrom('dataExports').where('expiresAt', '<=', p.now).returning('fileName'),
)

/** Those of the files that belong to an export. */
export const listKept = many('data_export.list_kept', (db, p: { fileNames: readonly string[] }) =>
  db
    .selectFrom('dataExports')
    .select('fileName')
    .where('fileName', '=', (eb) => eb.fn.any(eb.val(p.fileNames))),
)
