import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { createDb, recordStatements, type Db, type StatementRecord } from '../db/database.ts'
import { createPostgresDriver } from '../db/postgres-driver.ts'
import { statementsFor } from '../db/statements.ts'
import { randomToken } from '../ids/random-token.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { skipWithout } from '../testing/services.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createAuthenticator, type Grants } from './authenticator.ts'
import { parseKeyRing } from './key-ring.ts'
import { createSessions } from './sessions.ts'
import type { AuthTables } from './tables.ts'

const database = await createTestDatabase({ template: await kitTemplate() })
const { db } = database
after(() => database.drop())

const keys = parseKeyRing(`test:${randomToken()}`)
const HOUR_MS = 3_600_000
const lifetime = { idleMs: 12 * HOUR_MS, absoluteMs: 48 * HOUR_MS }

const grants: Grants = {
  roles: (subject) => sql<string[]>`array['role of ' || ${subject}]`,
  permissions: () => sql<string[]>`array['pose.write', 'pose.read']`,
  standing: (subject) => sql<string | null>`case ${subject} when 'gone' then 'leaving' end`,
}

const twoConnections = { skip: skipWithout('postgres') }

/** One process of an app: what it remembers is its own. */
function startProcess(clock = createFakeClock('2026-11-21T08:00:00Z'), on: Db = db) {
  const tokens = createAccessTokens({ keys, clock, issuer: 'test', audience: 'test' })
  const authenticator = createAuthenticator({ db: on, clock, tokens, grants })
  const lifetimes = { remembered: lifetime, brief: lifetime }
  const sessions = createSessions({ clock, lifetimes, onEnded: authenticator.forget })
  const signIn = async (subject: string = randomUUID()) => {
    const { sessionId } = await sessions.start(db, subject, { remember: true })
    const { token } = await tokens.issue({ subject, sessionId, ttlMs: 48 * HOUR_MS })
    return { subject, sessionId, token }
  }
  return { clock, tokens, authenticator, sessions, signIn }
}

const isWaitingForRow = statementsFor<AuthTables>().first('test.is_waiting', (db, _p: object) => ({
  compile: () =>
    sql<object>`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.compile(
      db,
    ),
}))

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements: StatementRecord[] = []
  await recordStatements(statements, work)
  return statements.map(({ name }) => name)
}

test('a token of a live session says who calls, and what carried it', async () => {
  const { authenticator, signIn } = startProcess()
  const { subject, sessionId, token } = await signIn()
  const expected = {
    subject,
    sessionId,
    roles: [`role of ${subject}`],
    permissions: new Set(['pose.read', 'pose.write']),
    standing: null,
  }
  assert.deepEqual(await authenticator.authenticate(token, 'bearer'), { ...expected, carrier: 'bearer' })
  assert.deepEqual(await authenticator.authenticate(token, 'cookie'), { ...expected, carrier: 'cookie' })
})

test('the standing of an account comes with every request', async () => {
  const { authenticator, signIn } = startProcess()
  const { token } = await signIn('gone')
  assert.equal((await authenticator.authenticate(token, 'bearer'))?.standing, 'leaving')
})

test('session, roles and standing are read with one statement, and again when they are ten seconds old', async () => {
  const { authenticator, signIn, clock } = startProcess()
  const { subject, token } = await signIn()
  assert.deepEqual(await statementsOf(() => authenticator.authenticate(token, 'bearer')), [
    'auth.read_session',
  ])
  clock.advance(9999)
  const statements = await statementsOf(async () => {
    assert.equal((await authenticator.authenticate(token, 'bearer'))?.subject, subject)
  })
  assert.deepEqual(statements, [])
  clock.advance(1)
  assert.equal((await statementsOf(() => authenticator.authenticate(token, 'bearer'))).length, 1)
})

test('simultaneous requests of one session share one statement', async () => {
  const { authenticator, signIn } = startProcess()
  const { token } = await signIn()
  const requests = () =>
    Promise.all(Array.from({ length: 20 }, () => authenticator.authenticate(token, 'bearer')))
  assert.equal((await statementsOf(requests)).length, 1)
})

test('a session that ended here is refused with the next request, and elsewhere within ten seconds', async () => {
  const here = startProcess()
  const elsewhere = startProcess(here.clock)
  const { subject, sessionId, token } = await here.signIn()
  await here.authenticator.authenticate(token, 'bearer')
  await elsewhere.authenticator.authenticate(token, 'bearer')
  await here.sessions.revoke(db, subject, sessionId, 'signed_out')
  assert.equal(await here.authenticator.authenticate(token, 'bearer'), undefined)
  assert.ok(await elsewhere.authenticator.authenticate(token, 'bearer'))
  here.clock.advance(10_000)
  assert.equal(await elsewhere.authenticator.authenticate(token, 'bearer'), undefined)
})

test('when all sessions of a subject end, each of them is refused, and nobody else', async () => {
  const { authenticator, sessions, signIn } = startProcess()
  const [a, b, other] = [await signIn('a'), await signIn('a'), await signIn('b')]
  const isIn = async ({ token }: { token: string }) =>
    (await authenticator.authenticate(token, 'bearer')) !== undefined
  assert.deepEqual([await isIn(a), await isIn(b), await isIn(other)], [true, true, true])
  await db.transaction((tx) => sessions.revokeAll(tx, 'a', 'password_changed', { except: b.sessionId }))
  assert.deepEqual([await isIn(a), await isIn(b), await isIn(other)], [false, true, true])
})

test('a session that ends while it is being read is not remembered as live', twoConnections, async () => {
  const { authenticator, sessions, signIn, clock } = startProcess()
  const { subject, sessionId, token } = await signIn()
  clock.advance(300_001)
  const [ended, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ending = db.transaction(async (tx) => {
    await sessions.revoke(tx, subject, sessionId, 'signed_out')
    ended.resolve()
    await commit.promise
  })
  await ended.promise
  // Noting the use waits for the row, and what the statement saw of the session predates its end.
  const read = authenticator.authenticate(token, 'bearer')
  while (!(await isWaitingForRow(db, {}))) continue
  commit.resolve()
  await ending
  assert.ok(await read)
  assert.equal(await authenticator.authenticate(token, 'bearer'), undefined)
})

test('an ended session is looked up once in ten seconds, not with every attempt', async () => {
  const { authenticator, sessions, signIn } = startProcess()
  const { subject, sessionId, token } = await signIn()
  await sessions.revoke(db, subject, sessionId, 'signed_out')
  await authenticator.authenticate(token, 'bearer')
  assert.deepEqual(await statementsOf(() => authenticator.authenticate(token, 'bearer')), [])
})

test('a token whose subject is not the owner of its session is refused', async () => {
  const { authenticator, tokens, signIn } = startProcess()
  const mine = await signIn()
  const { token } = await tokens.issue({ subject: randomUUID(), sessionId: mine.sessionId, ttlMs: HOUR_MS })
  assert.ok(await authenticator.authenticate(mine.token, 'bearer'))
  assert.equal(await authenticator.authenticate(token, 'bearer'), undefined)
  assert.ok(await authenticator.authenticate(mine.token, 'bearer'))
})

test('a token that is not valid costs no statement', async () => {
  const { authenticator } = startProcess()
  const names = await statementsOf(async () => {
    assert.equal(await authenticator.authenticate('a.b.c', 'bearer'), undefined)
  })
  assert.deepEqual(names, [])
})

test('use keeps a session alive, and is noted at most every five minutes', async () => {
  const { authenticator, signIn, clock } = startProcess()
  const { sessionId, token } = await signIn()
  const read = statementsFor<AuthTables>().first('test.read_use', (db, p: { sessionId: string }) =>
    db
      .selectFrom('kit.authSessions')
      .select(['lastSeenAt', 'expiresAt'])
      .where('sessionId', '=', p.sessionId),
  )
  const startedAt = clock.now()
  clock.advance(300_000)
  await authenticator.authenticate(token, 'bearer')
  assert.deepEqual((await read(db, { sessionId }))?.lastSeenAt, startedAt)
  clock.advance(10_000)
  await authenticator.authenticate(token, 'bearer')
  const seen = { lastSeenAt: clock.now(), expiresAt: new Date(clock.nowMs() + lifetime.idleMs) }
  assert.deepEqual(await read(db, { sessionId }), seen)
  clock.advance(lifetime.idleMs - 1)
  assert.ok(await authenticator.authenticate(token, 'bearer'))
  clock.advance(lifetime.idleMs)
  assert.equal(await authenticator.authenticate(token, 'bearer'), undefined)
})

test('a remembered session ends on its time without being read again before', async () => {
  const { authenticator, signIn, clock } = startProcess()
  const { token } = await signIn()
  clock.advance(lifetime.idleMs - 5000)
  assert.ok(await authenticator.authenticate(token, 'bearer'))
  clock.advance(5000)
  assert.ok(await authenticator.authenticate(token, 'bearer'), 'the read five seconds ago was a use')
  clock.advance(lifetime.absoluteMs - lifetime.idleMs)
  assert.equal(await authenticator.authenticate(token, 'bearer'), undefined)
})

test(
  'without the database a remembered session is believed for ten seconds and then nobody is let in [W9]',
  twoConnections,
  async () => {
    const outage = await switchableConnection(database.url!)
    const remote = createDb(
      createPostgresDriver({
        url: outage.url,
        maxConnections: 1,
        acquireTimeoutMs: 2000,
        statementTimeoutMs: 2000,
      }),
    )
    try {
      const { authenticator, signIn, clock } = startProcess(undefined, remote)
      const { token } = await signIn()
      assert.ok(await authenticator.authenticate(token, 'bearer'))
      await outage.cut()
      clock.advance(9999)
      assert.ok(await authenticator.authenticate(token, 'bearer'))
      clock.advance(1)
      await assert.rejects(authenticator.authenticate(token, 'bearer'), {
        code: 'database.unavailable',
        status: 503,
      })
      await assert.rejects(authenticator.authenticate(token, 'bearer'), { code: 'database.unavailable' })
      await outage.restore()
      assert.ok(await authenticator.authenticate(token, 'bearer'))
    } finally {
      await remote.close()
      await outage.cut()
    }
  },
)

/** A way to the database server that can be cut and restored. */
async function switchableConnection(databaseUrl: string) {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    cut: async () => {
      if (!server.listening) return
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
    restore: async () => {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
  }
}
