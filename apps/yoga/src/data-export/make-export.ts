import type { Db } from '@groundwork/kit/db/database'
import { enqueue } from '@groundwork/kit/jobs/enqueue'
import type { Message } from '@groundwork/kit/mail/message'
import { sendMail } from '@groundwork/kit/mail/send-mail'
import { publicUrl, type Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import * as queries from './queries.ts'
import { readDocument } from './to-document.ts'

const KEPT_DAYS = 7
const DAY_MS = 86_400_000

/** Makes the document of a request and tells its owner. Nothing happens when that was done, or is no longer wanted. */
export async function make({ config, db, clock, exports }: Deps, requestId: string): Promise<void> {
  const pending = await queries.findPending(db, { requestId })
  const document = pending && (await readConsistently(db, pending.userId, clock.now()))
  if (!document) return
  const bytes = Buffer.from(`${JSON.stringify(document, null, 2)}\n`)
  const fileName = await exports.add(bytes, 'json')
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + KEPT_DAYS * DAY_MS)
  const isTold = await db.transaction(async (tx) => {
    const ready = { requestId, fileName, sizeBytes: bytes.length, now, expiresAt }
    const owner = await queries.markReady(tx, ready)
    if (owner) enqueue(tx, sendMail, readyMail(config, owner.email))
    return owner !== undefined
  })
  if (!isTold) await exports.remove(fileName)
}

/** Deletes the exports that have expired, and files that no export knows: those of requests that did not get to their end. */
export async function expire({ db, clock, exports }: Deps): Promise<void> {
  const expired = await queries.deleteExpired(db, { now: clock.now() })
  const fileNames = await exports.listOlderThan(DAY_MS)
  const kept = new Set((await queries.listKept(db, { fileNames })).map(({ fileName }) => fileName))
  const lost = fileNames.filter((fileName) => !kept.has(fileName))
  for (const fileName of [...expired.map(({ fileName }) => fileName!), ...lost])
    await exports.remove(fileName)
}

/** All sections as they were at one moment. */
const readConsistently = (db: Db, userId: number, now: Date) =>
  db.transaction(async (tx) => {
    const text = 'set transaction isolation level repeatable read, read only'
    await tx.execute({ shape: 'data_export.begin', text, values: [] })
    return readDocument(tx, userId, now)
  })

const readyMail = (config: Config, to: string): Message => ({
  to,
  subject: 'Your YogaFlow data is ready',
  text: [
    `The copy of everything YogaFlow has stored about you is ready. Where you are signed in, this link downloads it:`,
    `${publicUrl(config)}/api/v1/profile/export/download`,
    `It is kept for ${KEPT_DAYS} days. If you did not ask for it, set a new password.`,
    '',
  ].join('\n\n'),
})
