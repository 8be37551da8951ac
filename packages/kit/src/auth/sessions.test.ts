import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import type { Forget } from './access-tokens.ts'
import { createSessions } from './sessions.ts'
import type { AuthTables } from './tables.ts'

const database = await createTestDatabase({ template: await kitTemplate() })
const { db } = database
after(() => database.drop())

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const lifetimes = {
  remembered: { idleMs: 7 * DAY_MS, absoluteMs: 30 * DAY_MS },
  brief: { idleMs: HOUR_MS, absoluteMs: DAY_MS },
}
const phone = { userAgent: 'Phone/1.0', address: '192.0.2.7' }
const laptop = { userAgent: 'Laptop/2.0', address: '192.0.2.8' }

/** Sessions of a subject that no other test uses, with a clock of their own. */
function setUp() {
  const clock = createFakeClock('2026-11-21T08:00:00Z')
  const ended: Forget[] = []
  const sessions = createSessions({ clock, lifetimes, onEnded: (which) => ended.push(which) })
  return { clock, ended, sessions, subject: randomUUID() }
}

const { first, change } = statementsFor<AuthTables>()
const readRow = first('test.read_session', (db, p: { sessionId: string }) =>
  db.selectFrom('kit.authSessions').selectAll().where('sessionId', '=', p.sessionId),
)

async function rotated(sessions: ReturnType<typeof setUp>['sessions'], token: string) {
  const rotation = await sessions.rotate(db, token, phone)
  assert.equal(rotation.status, 'rotated')
  return (rotation as Extract<typeof rotation, { status: 'rotated' }>).session
}

test('a refresh token is exchanged for another one of the same session', async () => {
  const { sessions, subject } = setUp()
  const started = await sessions.start(db, subject, { ...phone, remember: true })
  const next = await rotated(sessions, started.refreshToken)
  assert.deepEqual([next.subject, next.sessionId, next.remembered], [subject, started.sessionId, true])
  assert.notEqual(next.refreshToken, started.refreshToken)
  await rotated(sessions, next.refreshToken)
})

test('neither a refresh token nor a part of it is stored', async () => {
  const { sessions, subject } = setUp()
  const { sessionId, refreshToken } = await sessions.start(db, subject, { ...phone, remember: true })
  const row = await readRow(db, { sessionId })
  const stored = Buffer.concat([row!.familyHash, row!.refreshHash]).toString('hex')
  const [, family, secret] = refreshToken.split('.')
  for (const part of [
    Buffer.from(family!),
    Buffer.from(family!, 'base64url'),
    Buffer.from(secret!, 'base64url'),
  ]) {
    assert.doesNotMatch(stored, new RegExp(part.toString('hex')))
  }
})

test('using a refresh token twice ends the session, for whoever holds the newer token too', async () => {
  const { sessions, subject, ended } = setUp()
  const { sessionId, refreshToken } = await sessions.start(db, subject, { ...phone, remember: true })
  const next = await rotated(sessions, refreshToken)
  assert.deepEqual(await sessions.rotate(db, refreshToken, laptop), { status: 'reused', subject, sessionId })
  assert.deepEqual(await sessions.rotate(db, next.refreshToken, phone), { status: 'ended' })
  assert.equal((await readRow(db, { sessionId }))?.endReason, 'refresh_token_reused')
  assert.deepEqual(ended, [{ subject, sessionId }])
})

test('a token from many rotations ago is still recognised as used', async () => {
  const { sessions, subject } = setUp()
  const { refreshToken } = await sessions.start(db, subject, { ...phone, remember: true })
  let current = refreshToken
  for (let i = 0; i < 5; i++) current = (await rotated(sessions, current)).refreshToken
  assert.equal((await sessions.rotate(db, refreshToken, phone)).status, 'reused')
})

test('of simultaneous rotations of one token exactly one succeeds, and the session ends', async () => {
  const { sessions, subject } = setUp()
  const { sessionId, refreshToken } = await sessions.start(db, subject, { ...phone, remember: true })
  const results = await Promise.all(Array.from({ length: 4 }, () => sessions.rotate(db, refreshToken, phone)))
  const statuses = results.map(({ status }) => status).toSorted()
  assert.equal(statuses.filter((status) => status === 'rotated').length, 1)
  assert.ok(
    statuses.every((status) => ['ended', 'reused', 'rotated'].includes(status)),
    statuses.join(),
  )
  assert.equal((await readRow(db, { sessionId }))?.endReason, 'refresh_token_reused')
})

test('knowing the id of a session is not enough to end it', async () => {
  const { sessions, subject } = setUp()
  const mine = await sessions.start(db, subject, { ...phone, remember: true })
  const other = await sessions.start(db, subject, { ...phone, remember: true })
  const [, family, secret] = other.refreshToken.split('.')
  assert.deepEqual(await sessions.rotate(db, `${mine.sessionId}.${family}.${secret}`, laptop), {
    status: 'unknown',
  })
  assert.deepEqual(await sessions.rotate(db, 'not a token', laptop), { status: 'unknown' })
  await rotated(sessions, mine.refreshToken)
})

test('a session ends when it is not used for its idle time, and rotation counts as use', async () => {
  const { sessions, subject, clock } = setUp()
  const started = await sessions.start(db, subject, { ...phone, remember: false })
  assert.deepEqual(started.expiresAt, new Date('2026-11-21T09:00:00Z'))
  clock.advance(HOUR_MS - 1)
  const next = await rotated(sessions, started.refreshToken)
  assert.equal(next.expiresAt.getTime(), clock.nowMs() + HOUR_MS)
  clock.advance(HOUR_MS)
  assert.deepEqual(await sessions.rotate(db, next.refreshToken, phone), { status: 'expired' })
})

test('a session ends at its absolute time, however much it is used', async () => {
  const { sessions, subject, clock } = setUp()
  let { refreshToken } = await sessions.start(db, subject, { ...phone, remember: true })
  for (let day = 0; day < 24; day += 6) {
    clock.advance(6 * DAY_MS)
    refreshToken = (await rotated(sessions, refreshToken)).refreshToken
  }
  clock.advance(6 * DAY_MS - 1)
  const last = await rotated(sessions, refreshToken)
  assert.deepEqual(last.expiresAt, new Date('2026-12-21T08:00:00Z'))
  clock.advance(1)
  assert.deepEqual(await sessions.rotate(db, last.refreshToken, phone), { status: 'expired' })
})

test('a subject sees its live sessions, newest first, with where they were last refreshed from', async () => {
  const { sessions, subject, clock } = setUp()
  const first = await sessions.start(db, subject, { ...phone, remember: true })
  clock.advance(1000)
  const second = await sessions.start(db, subject, { ...laptop, remember: false })
  const third = await sessions.start(db, subject, { remember: false })
  await sessions.start(db, randomUUID(), { ...phone, remember: true })
  await sessions.revoke(db, subject, third.sessionId, 'signed_out')
  clock.advance(1000)
  await sessions.rotate(db, first.refreshToken, laptop)
  assert.deepEqual(await sessions.list(db, subject), [
    {
      sessionId: second.sessionId,
      ...laptop,
      remembered: false,
      createdAt: new Date('2026-11-21T08:00:01Z'),
      lastSeenAt: new Date('2026-11-21T08:00:01Z'),
      expiresAt: new Date('2026-11-21T09:00:01Z'),
    },
    {
      sessionId: first.sessionId,
      ...laptop,
      remembered: true,
      createdAt: new Date('2026-11-21T08:00:00Z'),
      lastSeenAt: new Date('2026-11-21T08:00:02Z'),
      expiresAt: new Date('2026-11-28T08:00:02Z'),
    },
  ])
})

test('only the owner ends a session, and only once', async () => {
  const { sessions, subject } = setUp()
  const { sessionId } = await sessions.start(db, subject, { ...phone, remember: true })
  assert.equal(await sessions.revoke(db, randomUUID(), sessionId, 'signed_out'), false)
  assert.equal(await sessions.revoke(db, subject, sessionId, 'signed_out'), true)
  assert.equal(await sessions.revoke(db, subject, sessionId, 'signed_out'), false)
})

test('all sessions of a subject end but the one that asks', async () => {
  const { sessions, subject } = setUp()
  const kept = await sessions.start(db, subject, { ...phone, remember: true })
  await sessions.start(db, subject, { ...laptop, remember: true })
  await sessions.start(db, subject, { ...laptop, remember: false })
  assert.equal(await sessions.revokeAll(db, subject, 'password_changed', { except: kept.sessionId }), 2)
  assert.deepEqual(
    (await sessions.list(db, subject)).map(({ sessionId }) => sessionId),
    [kept.sessionId],
  )
  assert.equal(await sessions.revokeAll(db, subject, 'password_reset'), 1)
})

test('an end inside a transaction is told after the commit, and not told when it rolls back', async () => {
  const { sessions, subject, ended } = setUp()
  const { sessionId } = await sessions.start(db, subject, { ...phone, remember: true })
  const failing = db.transaction(async (tx) => {
    await sessions.revokeAll(tx, subject, 'password_changed')
    throw new Error('no')
  })
  await assert.rejects(failing, /no/)
  assert.deepEqual([ended, (await sessions.list(db, subject)).length], [[], 1])
  await db.transaction(async (tx) => {
    await sessions.revoke(tx, subject, sessionId, 'signed_out')
    assert.deepEqual(ended, [])
  })
  assert.deepEqual(ended, [{ subject, sessionId }])
})

test('erasing a subject leaves no session of it behind', async () => {
  const { sessions, subject, ended } = setUp()
  const { sessionId, refreshToken } = await sessions.start(db, subject, { ...phone, remember: true })
  await sessions.erase(db, subject)
  assert.equal(await readRow(db, { sessionId }), undefined)
  assert.deepEqual(await sessions.rotate(db, refreshToken, phone), { status: 'unknown' })
  assert.deepEqual(ended, [{ subject }])
})

test('sessions are deleted thirty days after they expired', async () => {
  const { sessions, subject, clock } = setUp()
  const deleteAll = change('test.delete_sessions', (db, _p: object) => db.deleteFrom('kit.authSessions'))
  await deleteAll(db, {})
  const brief = await sessions.start(db, subject, { ...phone, remember: false })
  const remembered = await sessions.start(db, subject, { ...phone, remember: true })
  clock.advance(30 * DAY_MS + HOUR_MS)
  assert.equal(await sessions.prune(db), 0)
  clock.advance(1)
  assert.equal(await sessions.prune(db), 1)
  assert.equal(await readRow(db, { sessionId: brief.sessionId }), undefined)
  assert.ok(await readRow(db, { sessionId: remembered.sessionId }))
})

test('very long client descriptions are cut', async () => {
  const { sessions, subject } = setUp()
  await sessions.start(db, subject, { userAgent: 'x'.repeat(5000), address: '192.0.2.7', remember: true })
  assert.equal((await sessions.list(db, subject))[0]?.userAgent?.length, 512)
})

test('the database refuses a session that outlives its absolute end', async () => {
  const { sessions, subject } = setUp()
  const { sessionId } = await sessions.start(db, subject, { ...phone, remember: true })
  const prolong = change('test.prolong', (db, p: { sessionId: string }) =>
    db
      .updateTable('kit.authSessions')
      .set({ expiresAt: sql<Date>`absolute_expires_at + interval '1 second'` })
      .where('sessionId', '=', p.sessionId),
  )
  await assert.rejects(prolong(db, { sessionId }), /auth_sessions_expiry_bounded/)
})
