import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '@groundwork/kit/testing/services'
import { largeDatabase, withDatabase } from './large-database.ts'
import { findScans, refuseScans } from './refuse-scans.ts'

const skip = skipWithout('postgres')

/** Tables that stay small however many people come: written by us, or one row for each migration. */
const SMALL = [
  'kit.migrations',
  'kit.role_permissions',
  'kit.roles',
  'public.achievements',
  'public.breathing_exercises',
]

test(
  'every table that grows is large there; a new one gets its rows in large-tables.sql',
  { skip },
  async () => {
    const { rows } = await withDatabase(await largeDatabase(), (driver) =>
      driver.query({
        text: `select relnamespace::regnamespace || '.' || relname from pg_class
             where relkind = 'r' and relnamespace::regnamespace::text in ('public', 'kit') and reltuples < 99000
             order by 1`,
        values: [],
      }),
    )
    assert.deepEqual(rows.flat(), SMALL)
  },
)

test('a statement that reads a whole large table is refused by name', { skip }, async () => {
  const request = (shape: string, text: string) => ({ shape, text, values: ['x'] })
  const scans = await findScans(await largeDatabase(), [
    request('users.by_email', 'select from users where lower(email) = $1'),
    request('users.by_name(name)', 'select from users where name = $1'),
    request('users.by_name(name,email)', 'select from users where name = $1 limit 1'),
    request('test.anything', 'select from users where name = $1'),
  ])
  assert.deepEqual(scans, ['users.by_name on users'])
  assert.throws(() => refuseScans(scans), /users\.by_name on users/)
  refuseScans([])
})
