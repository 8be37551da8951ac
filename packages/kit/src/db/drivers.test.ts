import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { skipWithout } from '../testing/services.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'

const instant = new Date('2020-01-02T03:04:05.123Z')
const uuid = '00000000-0000-0000-0000-000000000001'

const read: [sql: string, value: unknown][] = [
  [`1::int2`, 1],
  [`9007199254740991::int8`, Number.MAX_SAFE_INTEGER],
  [`1.5::numeric`, 1.5],
  [`1.5::float4`, 1.5],
  [`true`, true],
  [`'a'::varchar(3)`, 'a'],
  [`'${uuid}'::uuid`, uuid],
  [`'{"a":[1]}'::jsonb`, { a: [1] }],
  [`'2020-01-02T03:04:05.123Z'::timestamptz`, instant],
  [`'2020-01-02'::date`, '2020-01-02'],
  [`'03:04:05'::time`, '03:04:05'],
  [`'1 day 02:03:04'::interval`, '1 day 02:03:04'],
  [`'10.0.0.0/8'::cidr`, '10.0.0.0/8'],
  [`'calm'::mood`, 'calm'],
  [`array[1, null]::int4[]`, [1, null]],
  [`array[1, null]::int8[]`, [1, null]],
  [`array[1.5]::numeric[]`, [1.5]],
  [`array[true]`, [true]],
  [`array['a,"b', null]::text[]`, ['a,"b', null]],
  [`array['${uuid}']::uuid[]`, [uuid]],
  [`array['2020-01-02', null]::date[]`, ['2020-01-02', null]],
  [`array['2020-01-02T03:04:05.123Z']::timestamptz[]`, [instant]],
]

const sent: [type: string, value: unknown, text: string | null][] = [
  ['int8', 5, '5'],
  ['numeric', '1.50', '1.50'],
  ['jsonb', '[1, "a"]', '[1, "a"]'],
  ['jsonb', null, null],
  ['text[]', ['a', 'b,"c'], '{a,"b,\\"c"}'],
  ['uuid[]', [uuid], `{${uuid}}`],
  ['timestamptz', instant, '2020-01-02 03:04:05.123+00'],
  ['timestamptz', '2020-01-02T04:04:05.123+01:00', '2020-01-02 03:04:05.123+00'],
  ['date', '2020-01-02', '2020-01-02'],
  ['bytea', new Uint8Array([1, 255]), '\\x01ff'],
  ['mood', 'calm', 'calm'],
]

for (const engine of ['postgres', 'embedded'] as const)
  describe(`values on ${engine}`, { skip: engine === 'postgres' && skipWithout('postgres') }, () => {
    let database: TestDatabase
    before(async () => {
      database = await createTestDatabase({ engine })
      const { driver } = database.db
      await driver.reserve((connection) => connection.script(`create type mood as enum ('calm')`))
    })
    after(() => database.drop())

    const value = async (text: string, values: unknown[] = []) =>
      (await database.db.driver.query({ text, values })).rows[0]?.[0]

    for (const [sql, expected] of read)
      test(`${sql} is read as ${JSON.stringify(expected)}`, async () => {
        assert.deepEqual(await value(`select ${sql}`), expected)
      })

    test('bytes are read as such', async () => {
      const bytes = await value(`select '\\x01ff'::bytea`)
      assert.ok(bytes instanceof Uint8Array)
      assert.deepEqual([...bytes], [1, 255])
    })

    for (const [type, sentValue, text] of sent)
      test(`${JSON.stringify(sentValue)} is stored in a ${type} as ${text}`, async () => {
        assert.equal(await value(`select ($1::${type})::text`, [sentValue]), text)
      })
  })
