import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { statementsFor } from '../db/statements.ts'
import { hashToken } from '../ids/random-token.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { createOneTimeTokens } from './one-time-tokens.ts'
import type { AuthTables } from './tables.ts'

const database = await createTestDatabase({ template: await kitTemplate() })
const { db } = database
after(() => database.drop())

const HOUR_MS = 3_600_000

function setUp() {
  const clock = createFakeClock('2026-11-21T08:00:00Z')
  const subject = randomUUID()
  const reset = { purpose: 'password_reset', subject, ttlMs: HOUR_MS }
  return { clock, subject, reset, tokens: createOneTimeTokens({ clock }) }
}

const readRow = statementsFor<AuthTables>().first('test.read_token', (db, p: { subject: string }) =>
  db.selectFrom('kit.authOneTimeTokens').selectAll().where('subject', '=', p.subject),
)

test('a token is accepted once, and gives back what it was issued about', async () => {
  const { tokens, subject } = setUp()
  const token = await tokens.issue(db, {
    purpose: 'verify_email',
    subject,
    ttlMs: HOUR_MS,
    context: 'a@example.com',
  })
  assert.match(token, /^[A-Za-z0-9_-]{43}$/)
  const accepted = { status: 'accepted', subject, context: 'a@example.com' }
  assert.deepEqual(await tokens.consume(db, 'verify_email', token), accepted)
  assert.deepEqual(await tokens.consume(db, 'verify_email', token), { status: 'unknown' })
})

test('of simultaneous uses exactly one is accepted', async () => {
  const { tokens, reset } = setUp()
  const token = await tokens.issue(db, reset)
  const uses = await Promise.all(Array.from({ length: 4 }, () => tokens.consume(db, 'password_reset', token)))
  assert.deepEqual(uses.map(({ status }) => status).toSorted(), ['accepted', 'unknown', 'unknown', 'unknown'])
})

test('a new token replaces the older one of the same purpose, and no other', async () => {
  const { tokens, reset, subject } = setUp()
  const other = await tokens.issue(db, { purpose: 'verify_email', subject, ttlMs: HOUR_MS })
  const older = await tokens.issue(db, reset)
  const newer = await tokens.issue(db, reset)
  assert.equal((await tokens.consume(db, 'password_reset', older)).status, 'unknown')
  assert.equal((await tokens.consume(db, 'password_reset', newer)).status, 'accepted')
  assert.equal((await tokens.consume(db, 'verify_email', other)).status, 'accepted')
})

test('a token for one purpose is none for another, and stays usable', async () => {
  const { tokens, reset } = setUp()
  const token = await tokens.issue(db, reset)
  assert.deepEqual(await tokens.consume(db, 'verify_email', token), { status: 'unknown' })
  assert.equal((await tokens.consume(db, 'password_reset', token)).status, 'accepted')
})

test('a token expires, and says so once', async () => {
  const { tokens, reset, clock } = setUp()
  const token = await tokens.issue(db, reset)
  clock.advance(HOUR_MS)
  assert.deepEqual(await tokens.consume(db, 'password_reset', token), { status: 'expired' })
  assert.deepEqual(await tokens.consume(db, 'password_reset', token), { status: 'unknown' })
})

test('a token used in a transaction that rolls back can be used again', async () => {
  const { tokens, reset } = setUp()
  const token = await tokens.issue(db, reset)
  const failing = db.transaction(async (tx) => {
    await tokens.consume(tx, 'password_reset', token)
    throw new Error('no')
  })
  await assert.rejects(failing, /no/)
  assert.equal((await tokens.consume(db, 'password_reset', token)).status, 'accepted')
})

test('only the hash of a token is stored [W19]', async () => {
  const { tokens, reset, subject } = setUp()
  const token = await tokens.issue(db, reset)
  const { tokenHash, ...row } = (await readRow(db, { subject }))!
  assert.deepEqual(Buffer.from(tokenHash), hashToken(token))
  const expiresAt = new Date('2026-11-21T09:00:00Z')
  assert.deepEqual(row, { purpose: 'password_reset', subject, context: null, expiresAt })
})

test('tokens are withdrawn by purpose, or all of them', async () => {
  const { tokens, reset, subject } = setUp()
  const withdrawn = await tokens.issue(db, reset)
  const kept = await tokens.issue(db, { purpose: 'verify_email', subject, ttlMs: HOUR_MS })
  await tokens.withdraw(db, subject, 'password_reset')
  assert.equal((await tokens.consume(db, 'password_reset', withdrawn)).status, 'unknown')
  assert.equal((await tokens.consume(db, 'verify_email', kept)).status, 'accepted')
  await tokens.issue(db, reset)
  await tokens.withdraw(db, subject)
  assert.equal(await readRow(db, { subject }), undefined)
})

test('tokens are deleted a day after they expired', async () => {
  const { tokens, reset, subject, clock } = setUp()
  await tokens.issue(db, reset)
  clock.advance(25 * HOUR_MS)
  assert.equal(await tokens.prune(db), 0)
  clock.advance(1)
  await tokens.prune(db)
  assert.equal(await readRow(db, { subject }), undefined)
})
