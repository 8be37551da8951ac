import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StartError } from '../errors/start-error.ts'
import { serviceUrl, skipWithout } from '../testing/services.ts'
import { openDatabase } from './open-database.ts'

const AWAY = 'postgres://ann:s3cret@127.0.0.1:1/yoga'

/** What somebody is told whose `DATABASE_URL` cannot be used. */
async function told(url: string): Promise<string> {
  const options = { maxConnections: 1, acquireTimeoutMs: 5_000, statementTimeoutMs: 5_000 }
  const opened = openDatabase({ url, dataDir: 'unused', ...options })
  const refusal = await opened.then(
    (db) => db.close(),
    (error: unknown) => error,
  )
  assert.ok(refusal instanceof StartError, String(refusal))
  return refusal.message
}

test('a server that is away is to be started', async () => {
  assert.match(
    await told(AWAY),
    /^The database server at 127\.0\.0\.1:1 cannot be used: .* Start it, or correct/,
  )
})

test(
  'a server that answers is not to be started: the user or the database is what is wrong',
  { skip: skipWithout('postgres') },
  async () => {
    const server = new URL((await serviceUrl('postgres'))!)
    const stranger = new URL(server)
    Object.assign(stranger, { username: 'nobody_of_that_name', password: 's3cret' })
    const refused = await told(stranger.href)
    assert.match(refused, /nobody_of_that_name.*\. Correct the user or the password in DATABASE_URL/)
    const elsewhere = new URL(server)
    elsewhere.pathname = '/no_such_database'
    const absent = await told(elsewhere.href)
    assert.match(absent, /"no_such_database" does not exist\. Create that database, or correct its name/)
    assert.doesNotMatch(refused + absent, /s3cret|Start it/)
  },
)
