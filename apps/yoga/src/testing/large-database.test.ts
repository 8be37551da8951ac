import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '@groundwork/kit/testing/services'
import { largeDatabase, withDatabase } from '@groundwork/kit/testing/large-database'
import { findScans, refuseScans } from '@groundwork/kit/testing/refuse-scans'
import { largeTables } from './large-tables.ts'

const skip = skipWithout('postgres')

/** Tables that stay small however many people come: written by us, one row for each migration, or unused by YogaFlow. */
const SMALL = [
  'kit.migrations',
  'kit.push_tokens',
  'kit.realtime_messages',
  'kit.realtime_streams',
  'kit.role_permissions',
  'kit.roles',
  'public.achievements',
  'public.breathing_exercises',
]

test(
  'every table that grows is large there; a new one gets its rows in large-tables.sql',
  { skip },
  async () => {
    const { rows } = await withDatabase(await largeDatabase(largeTables), (driver) =>
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
  const scans = await findScans(await largeDatabase(largeTables), [
    request('users.by_email', 'select from users where lower(email) = $1'),
    request('users.by_name(name)', 'select from users where name = $1'),
    request('users.by_name(name,email)', 'select from users where name = $1 limit 1'),
    request('test.anything', 'select from users where name = $1'),
  ])
  assert.deepEqual(scans, ['users.by_name on users'])
  assert.throws(() => refuseScans(scans), /users\.by_name on users/)
  refuseScans([])
})
