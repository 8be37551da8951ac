import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { createAuditLog } from './audit-log.ts'
import { createGrants } from './grants.ts'
import { createRoles } from './roles.ts'

const database = await createTestDatabase({ template: await kitTemplate() })
const { db } = database
after(() => database.drop())

const clock = createFakeClock('2026-11-21T08:00:00Z')
const audit = createAuditLog({ clock })
const changes: { subject?: string }[] = []
const roles = createRoles({ clock, audit, onChanged: (who) => changes.push(who) })
const declared = {
  admin: { description: 'Edits content and appoints others.', permissions: ['pose.write', 'role.assign'] },
  editor: { description: 'Edits content.', permissions: ['pose.write'] },
  member: { description: 'Everybody who signed up.', permissions: ['session.start'] },
}

const grants = createGrants({ implied: ['member'] })
const readGrants = statementsFor<object>().first('test.read_grants', (db, p: { subject: string }) =>
  db.selectNoFrom([
    grants.roles(sql`${p.subject}::text`).as('roles'),
    grants.permissions(sql`${p.subject}::text`).as('permissions'),
  ]),
)

const assign = (subject: string, role: string) =>
  db.transaction((tx) => roles.assign(tx, { subject, role, by: 'root' }))
const revoke = (subject: string, role: string) =>
  db.transaction((tx) => roles.revoke(tx, { subject, role, by: 'root' }))

beforeEach(async () => {
  await roles.sync(db, declared)
  changes.length = 0
})

test('the roles are what the code declares, and declaring them again changes nothing', async () => {
  const expected = [
    { role: 'admin', ...declared.admin },
    { role: 'editor', ...declared.editor },
    { role: 'member', ...declared.member },
  ]
  assert.deepEqual(await roles.list(db), expected)
  const before = await audit.list(db, { limit: 1 })
  assert.deepEqual(await roles.sync(db, declared), { added: [], removed: [] })
  assert.deepEqual(await roles.list(db), expected)
  assert.deepEqual(await audit.list(db, { limit: 1 }), before)
})

test('permissions added and removed in the code are in the audit log', async () => {
  const editor = { description: 'Edits poses and sequences.', permissions: ['sequence.write'] }
  assert.deepEqual(await roles.sync(db, { ...declared, editor }), {
    added: ['editor:sequence.write'],
    removed: ['editor:pose.write'],
  })
  assert.deepEqual((await roles.list(db))[1], { role: 'editor', ...editor })
  const [entry] = await audit.list(db, { limit: 1 })
  const details = { added: ['editor:sequence.write'], removed: ['editor:pose.write'] }
  assert.deepEqual([entry?.actor, entry?.action, entry?.details], ['system', 'roles.synced', details])
  assert.deepEqual(changes, [{}])
})

test('processes that start together declare the roles once', async () => {
  const teacher = { description: 'Leads classes.', permissions: ['class.lead'] }
  const results = await Promise.all(Array.from({ length: 4 }, () => roles.sync(db, { ...declared, teacher })))
  assert.deepEqual(results.map(({ added }) => added.length).toSorted(), [0, 0, 0, 1])
})

test('a role the code no longer declares loses its permissions and keeps its holders', async () => {
  const subject = randomUUID()
  await assign(subject, 'editor')
  const { editor: _editor, ...others } = declared
  await roles.sync(db, others)
  assert.deepEqual((await readGrants(db, { subject }))?.permissions, ['session.start'])
  await roles.sync(db, declared)
  assert.deepEqual((await readGrants(db, { subject }))?.permissions.toSorted(), [
    'pose.write',
    'session.start',
  ])
})

test('a role is given once, and taken once', async () => {
  const subject = randomUUID()
  assert.equal(await assign(subject, 'editor'), true)
  assert.equal(await assign(subject, 'editor'), false)
  const assignment = { subject, role: 'editor', assignedBy: 'root', assignedAt: clock.now() }
  assert.deepEqual(await roles.listOf(db, subject), [assignment])
  assert.equal(await revoke(subject, 'editor'), true)
  assert.equal(await revoke(subject, 'editor'), false)
  assert.deepEqual(await roles.listOf(db, subject), [])
  assert.deepEqual(changes, [{ subject }, { subject }])
})

test('a subject may do what its roles allow, and what everybody may', async () => {
  const subject = randomUUID()
  assert.deepEqual(await readGrants(db, { subject }), { roles: ['member'], permissions: ['session.start'] })
  await assign(subject, 'admin')
  await assign(subject, 'editor')
  const held = await readGrants(db, { subject })
  assert.deepEqual(held?.roles, ['admin', 'editor', 'member'])
  assert.deepEqual(held?.permissions.toSorted(), ['pose.write', 'role.assign', 'session.start'])
})

test('a role that does not exist is neither given nor taken', async () => {
  await assert.rejects(assign(randomUUID(), 'owner'), { code: 'role.not_found', status: 404 })
  await assert.rejects(revoke(randomUUID(), 'owner'), { code: 'role.not_found' })
})

test('a locked role keeps its holders until the transaction ends, so one can be kept', async () => {
  const [a, b] = [randomUUID(), randomUUID()]
  await roles.sync(db, { ...declared, owner: { description: 'Owns it.', permissions: [] } })
  for (const subject of [a, b]) await assign(subject, 'owner')
  const leave = (subject: string) =>
    db.transaction(async (tx) => {
      await roles.lock(tx, 'owner')
      if ((await roles.listHolders(tx, { role: 'owner', limit: 2 })).length < 2) throw new Error('the last')
      await roles.revoke(tx, { subject, role: 'owner', by: 'root' })
    })
  const results = await Promise.allSettled([leave(a), leave(b)])
  assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  await assert.rejects(
    db.transaction((tx) => roles.lock(tx, 'guru')),
    { code: 'role.not_found' },
  )
})

test('simultaneous gifts of one role leave one assignment and one entry in the log', async () => {
  const subject = randomUUID()
  const given = await Promise.all(Array.from({ length: 4 }, () => assign(subject, 'editor')))
  assert.equal(given.filter(Boolean).length, 1)
  assert.equal((await audit.list(db, { subject, limit: 10 })).length, 1)
})

test('holders of a role are listed in pages', async () => {
  await roles.sync(db, { ...declared, guide: { description: 'Guides.', permissions: [] } })
  for (const subject of ['c', 'a', 'b']) await assign(subject, 'guide')
  const page = async (after?: string) =>
    (await roles.listHolders(db, { role: 'guide', limit: 2, after })).map(({ subject }) => subject)
  assert.deepEqual([await page(), await page('b')], [['a', 'b'], ['c']])
})

test('a deleted account loses all roles at once, which is one entry in the log', async () => {
  const subject = randomUUID()
  await assign(subject, 'admin')
  await assign(subject, 'editor')
  await db.transaction((tx) => roles.revokeAll(tx, { subject, by: 'system' }))
  assert.deepEqual(await roles.listOf(db, subject), [])
  const [entry] = await audit.list(db, { subject, limit: 1 })
  assert.equal(entry!.action, 'roles.revoked')
  assert.deepEqual((entry!.details['roles'] as string[]).toSorted(), ['admin', 'editor'])
})

test('a change that rolls back leaves neither the role, nor an entry, nor a notice', async () => {
  const subject = randomUUID()
  const failing = db.transaction(async (tx) => {
    await roles.assign(tx, { subject, role: 'admin', by: 'root' })
    throw new Error('no')
  })
  await assert.rejects(failing, /no/)
  assert.deepEqual(
    [await roles.listOf(db, subject), await audit.list(db, { subject, limit: 1 }), changes],
    [[], [], []],
  )
})
