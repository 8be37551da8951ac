import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { statementsFor } from '../db/statements.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { createLockout } from './lockout.ts'
import type { AuthTables } from './tables.ts'

const database = await createTestDatabase({ template: await kitTemplate() })
const { db } = database
after(() => database.drop())

const MINUTE_MS = 60_000

function setUp() {
  const clock = createFakeClock('2026-11-21T08:00:00Z')
  return { clock, lockout: createLockout({ clock }), account: `${randomUUID()}@example.com` }
}

async function failTimes(lockout: ReturnType<typeof setUp>['lockout'], account: string, times: number) {
  let lockedUntil: Date | undefined
  for (let i = 0; i < times; i++) lockedUntil = await lockout.failed(db, account)
  return lockedUntil
}

const { first, many, change } = statementsFor<AuthTables>()
const countRows = first('test.count_failures', (db, _p: object) =>
  db.selectFrom('kit.authFailures').select((row) => row.fn.countAll<number>().as('rows')),
)
const readFailures = first('test.read_failures', (db, p: { accountHash: Buffer }) =>
  db.selectFrom('kit.authFailures').select('failures').where('accountHash', '=', p.accountHash),
)
const readAll = many('test.read_all_failures', (db, _p: object) =>
  db.selectFrom('kit.authFailures').selectAll(),
)
const deleteAll = change('test.delete_failures', (db, _p: object) => db.deleteFrom('kit.authFailures'))

test('the fifth failure in a row locks an account for fifteen minutes', async () => {
  const { lockout, account, clock } = setUp()
  assert.equal(await failTimes(lockout, account, 4), undefined)
  assert.equal(await lockout.lockedUntil(db, account), undefined)
  const end = new Date('2026-11-21T08:15:00Z')
  assert.deepEqual(await lockout.failed(db, account), end)
  assert.deepEqual(await lockout.lockedUntil(db, account), end)
  clock.advance(15 * MINUTE_MS - 1)
  assert.deepEqual(await lockout.lockedUntil(db, account), end)
})

test('a lock is not prolonged by failures while it lasts', async () => {
  const { lockout, account, clock } = setUp()
  await failTimes(lockout, account, 5)
  clock.advance(10 * MINUTE_MS)
  assert.deepEqual(await lockout.failed(db, account), new Date('2026-11-21T08:15:00Z'))
})

test('after the lock has expired, counting starts again', async () => {
  const { lockout, account, clock } = setUp()
  await failTimes(lockout, account, 5)
  clock.advance(15 * MINUTE_MS)
  assert.equal(await lockout.lockedUntil(db, account), undefined)
  assert.equal(await failTimes(lockout, account, 4), undefined)
  assert.deepEqual(await lockout.failed(db, account), new Date('2026-11-21T08:30:00Z'))
})

test('a success makes the failures before it forgotten', async () => {
  const { lockout, account } = setUp()
  await failTimes(lockout, account, 4)
  assert.equal(await lockout.succeeded(db, account), undefined)
  assert.equal(await failTimes(lockout, account, 4), undefined)
})

test('a right password that is checked while others lock the account does not unlock it', async () => {
  const { lockout, account } = setUp()
  assert.equal(await lockout.lockedUntil(db, account), undefined)
  const end = await failTimes(lockout, account, 5)
  assert.deepEqual(await lockout.succeeded(db, account), end)
  assert.deepEqual(await lockout.lockedUntil(db, account), end)
})

test('twenty simultaneous failures count as twenty', async () => {
  const { lockout, account } = setUp()
  const results = await Promise.all(Array.from({ length: 20 }, () => lockout.failed(db, account)))
  assert.equal(results.filter((end) => end === undefined).length, 4)
  const accountHash = createHash('sha256').update(account).digest()
  assert.equal((await readFailures(db, { accountHash }))?.failures, 20)
})

test('counting inside a transaction is refused, because its rollback would undo the count', async () => {
  const { lockout, account } = setUp()
  const signIn = () => db.transaction(() => lockout.failed(db, account))
  await assert.rejects(signIn, /while this flow has a transaction open/)
})

test('failures count for fifteen minutes', async () => {
  const { lockout, account, clock } = setUp()
  await failTimes(lockout, account, 4)
  clock.advance(15 * MINUTE_MS - 1)
  assert.ok(await lockout.failed(db, account))
  await lockout.unlock(db, account)
  await failTimes(lockout, account, 4)
  clock.advance(15 * MINUTE_MS)
  assert.equal(await lockout.failed(db, account), undefined)
})

test('accounts do not lock one another', async () => {
  const { lockout, account } = setUp()
  await failTimes(lockout, account, 5)
  assert.equal(await lockout.lockedUntil(db, `${account}.au`), undefined)
})

test('whoever proves to own the account by other means is let in at once', async () => {
  const { lockout, account } = setUp()
  await failTimes(lockout, account, 5)
  await db.transaction((tx) => lockout.unlock(tx, account))
  assert.equal(await lockout.lockedUntil(db, account), undefined)
})

test('names that were tried are not stored, and expired rows make room', async () => {
  const { lockout, clock, account } = setUp()
  await deleteAll(db, {})
  for (let i = 0; i < 30; i++) await lockout.failed(db, `${i}-${account}`)
  assert.equal((await countRows(db, {}))?.rows, 30)
  assert.equal(
    JSON.stringify(await readAll(db, {})).includes(Buffer.from(account).toJSON().data.join()),
    false,
  )
  clock.advance(15 * MINUTE_MS + 1)
  for (let i = 0; i < 3; i++) await lockout.failed(db, account)
  assert.equal((await countRows(db, {}))?.rows, 1)
})
