import { systemClock } from '../clock/clock.ts'
import { createDb, type Db } from '../db/database.ts'
import { createPostgresDriver } from '../db/postgres-driver.ts'
import { createKeptAnswers, type KeyedRequest } from './kept-answers.ts'

export const request: KeyedRequest = {
  subject: '7',
  operation: 'POST /walks',
  key: 'long-walk',
  fingerprint: Buffer.from('what was sent'),
}

/** What the request does, and its answer. */
export const walk = (text: string) => async (db: Db) => {
  await db.transaction((tx) =>
    tx.execute({ shape: 'test.walk', text: 'insert into walks values ($1)', values: [text] }),
  )
  return { status: 201, headers: { 'content-type': 'text/plain' }, body: text }
}

/** As a program: carries the request out in the database at the URL and hangs `before` or `after` it is committed. */
if (import.meta.main) {
  // Its parent's end is its own.
  process.stdin.resume().on('end', () => process.exit())
  const [, , url, moment] = process.argv as [string, string, string, string]
  const pool = { maxConnections: 2, acquireTimeoutMs: 5_000, statementTimeoutMs: 5_000 }
  const db = createDb(createPostgresDriver({ url, ...pool }))
  const kept = createKeptAnswers({ db, clock: systemClock, leaseMs: 35_000 })
  const hang = async () => {
    process.stdout.write('here\n')
    await new Promise(() => {})
  }
  await kept.answer(
    request,
    async (db) => {
      const answer = await walk(moment)(db)
      if (moment === 'before') await hang()
      return answer
    },
    () => undefined,
  )
  await hang()
}
