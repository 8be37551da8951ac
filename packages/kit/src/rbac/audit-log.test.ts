import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { createAuditLog, type AuditEntry } from './audit-log.ts'
import type { RoleTables } from './tables.ts'

const database = await createTestDatabase({ template: await kitTemplate() })
const { db } = database
after(() => database.drop())

const clock = createFakeClock('2026-11-21T08:00:00Z')
const audit = createAuditLog({ clock })
const record = (entry: AuditEntry) => db.transaction((tx) => audit.record(tx, entry))

test('an entry says who did what to whom, when, with its facts', async () => {
  const subject = randomUUID()
  await record({
    actor: '7',
    action: 'pose.published',
    subject,
    details: { pose: 12, fields: ['name'], first: true },
  })
  const [entry] = await audit.list(db, { subject, limit: 10 })
  const { auditId, ...facts } = entry!
  assert.ok(auditId > 0)
  const details = { pose: 12, fields: ['name'], first: true }
  assert.deepEqual(facts, { at: clock.now(), actor: '7', action: 'pose.published', subject, details })
})

test('the log is read newest first, filtered and in pages', async () => {
  const actor = randomUUID()
  for (const action of ['a.done', 'b.done', 'a.done', 'a.done']) await record({ actor, action })
  const all = await audit.list(db, { actor, limit: 10 })
  assert.deepEqual(
    all.map(({ action, subject, details }) => [action, subject, details]),
    [
      ['a.done', null, {}],
      ['a.done', null, {}],
      ['b.done', null, {}],
      ['a.done', null, {}],
    ],
  )
  const filter = { actor, action: 'a.done', limit: 2 }
  const firstPage = await audit.list(db, filter)
  const secondPage = await audit.list(db, { ...filter, before: firstPage[1]!.auditId })
  const ids = [...firstPage, ...secondPage].map(({ auditId }) => auditId)
  assert.deepEqual(ids, [all[0]!.auditId, all[1]!.auditId, all[3]!.auditId])
})

test('the database refuses to change, delete or empty the log', async () => {
  await record({ actor: 'x', action: 'x.done' })
  const { change } = statementsFor<RoleTables>()
  const attempts = {
    update: change('test.update_log', (db, _p: object) => db.updateTable('kit.auditLog').set({ actor: 'y' })),
    delete: change('test.delete_log', (db, _p: object) => db.deleteFrom('kit.auditLog')),
    truncate: change('test.truncate_log', (db, _p: object) => ({
      compile: () => sql`truncate kit.audit_log`.compile(db),
    })),
  }
  for (const [name, attempt] of Object.entries(attempts)) {
    await assert.rejects(attempt(db, {}), {
      code: '42501',
      message: `kit.audit_log only grows: ${name} refused`,
    })
  }
})
