import { randomUUIDv7 } from 'node:crypto'
import type { Tx } from '@groundwork/kit/db/database'
import { enqueue } from '@groundwork/kit/jobs/enqueue'
import type { Deps } from '../deps.ts'
import { fail } from './errors.ts'
import { makeExport } from './jobs.ts'
import * as queries from './queries.ts'

/** Longer than every run of the job together takes: who still waits then waits in vain. */
const GIVEN_UP_MS = 3_600_000

export interface Export {
  state: 'none' | 'pending' | 'ready' | 'failed'
  requestedAt: Date | null
  readyAt: Date | null
  expiresAt: Date | null
  sizeBytes: number | null
}

type Row = NonNullable<Awaited<ReturnType<typeof queries.findExport>>>

/** Has a copy of everything that is stored about somebody made, unless one is being made. */
export async function request({ db, clock, exports }: Deps, userId: number): Promise<Export> {
  const { row, replaced } = await db.transaction(async (tx) => {
    await queries.lockOwner(tx, { userId })
    const last = await queries.findExport(tx, { userId })
    if (last && toExport(last, clock.now()).state === 'pending') return { row: last }
    const requestId = randomUUIDv7()
    const row = (await queries.replaceExport(tx, { userId, requestId, now: clock.now() }))!
    enqueue(tx, makeExport, { requestId })
    return { row, replaced: last?.fileName }
  })
  if (replaced) await exports.remove(replaced)
  return toExport(row, clock.now())
}

/** The last export of somebody. */
export async function read({ db, clock }: Pick<Deps, 'db' | 'clock'>, userId: number): Promise<Export> {
  return toExport(await queries.findExport(db, { userId }), clock.now())
}

/** The file of an export that is ready. @throws AppError `data_export.not_ready` */
export async function open({ db, clock, exports }: Pick<Deps, 'db' | 'clock' | 'exports'>, userId: number) {
  const row = await queries.findExport(db, { userId })
  const { state, readyAt } = toExport(row, clock.now())
  const file = state === 'ready' ? await exports.find(row!.fileName!) : undefined
  if (!file) throw fail('data_export.not_ready')
  return { ...file, readyAt: readyAt! }
}

/** Where the copy about somebody is, for whoever deletes all of theirs. */
export async function fileNameOf(tx: Tx, userId: number): Promise<string | undefined> {
  return (await queries.findExport(tx, { userId }))?.fileName ?? undefined
}

function toExport(row: Row | undefined, now: Date): Export {
  if (!row || (row.expiresAt && row.expiresAt <= now))
    return { state: 'none', requestedAt: null, readyAt: null, expiresAt: null, sizeBytes: null }
  const waitedMs = now.getTime() - row.requestedAt.getTime()
  const state = row.readyAt ? 'ready' : waitedMs < GIVEN_UP_MS ? 'pending' : 'failed'
  return { state, ...row }
}
