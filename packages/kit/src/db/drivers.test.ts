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
  [`'0001-02-29T11:17Z BC'::timestamptz`, new Date('0000-02-29T11:17Z')],
  [`'0045-03-15T03:04:05.123Z BC'::timestamptz`, new Date('-000044-03-15T03:04:05.123Z')],
  [`'12026-01-02T03:04Z'::timestamptz`, new Date('+012026-01-02T03:04Z')],
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
  [`array['', 'NULL', ' a ', 'a b', '{}', 'a''b']::text[]`, ['', 'NULL', ' a ', 'a b', '{}', "a'b"]],
  [`array[e'a\\\\', e'\\\\"', e'\n', 'Vṛkṣāsana']::text[]`, ['a\\', '\\"', '\n', 'Vṛkṣāsana']],
  [
    `array[array['a', '"'], array['b,', null]]::text[]`,
    [
      ['a', '"'],
      ['b,', null],
    ],
  ],
  [`'{}'::text[]`, []],
  [`'[0:1]={1,2}'::int4[]`, [1, 2]],
  [`array['${uuid}']::uuid[]`, [uuid]],
  [`array['2020-01-02', null]::date[]`, ['2020-01-02', null]],
  [`array['2020-01-02T03:04:05.123Z']::timestamptz[]`, [instant]],
  [`array['{"a":[1]}', 'null']::jsonb[]`, [{ a: [1] }, null]],
  [
    `array[array[1, 2], array[3, null]]::int8[]`,
    [
      [1, 2],
      [3, null],
    ],
  ],
  [`array['calm']::mood[]`, '{calm}'],
  [`null::jsonb`, null],
  [`'2020-01-02 03:04:05'::timestamp`, '2020-01-02 03:04:05'],
  [`'NaN'::float8`, Number.NaN],
  [`'\\x01ff'::bytea`, Buffer.from([1, 255])],
  [`'(1,2)'::point`, '(1,2)'],
  [`current_setting('timezone')`, 'UTC'],
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
  ['timestamptz', new Date('0000-02-29T11:17Z'), '0001-02-29 11:17:00+00 BC'],
  ['timestamptz', new Date('+012026-01-02T03:04Z'), '12026-01-02 03:04:00+00'],
  ['date', '2020-01-02', '2020-01-02'],
  ['date', new Date('2020-01-02T23:59:59.999Z'), '2020-01-02'],
  ['bool', true, 'true'],
  ['bool', 'false', 'false'],
  ['text', 5, '5'],
  ['int4[]', [1, null, 3], '{1,NULL,3}'],
  ['text[]', ['a\\b', 'NULL', ''], '{"a\\\\b","NULL",""}'],
  ['text[]', [], '{}'],
  ['jsonb', { a: ['"'] }, '{"a": ["\\""]}'],
  ['jsonb', '{}', '{}'],
  ['mood[]', ['calm'], '{calm}'],
  ['interval', '90 minutes', '01:30:00'],
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
        const read = await value(`select ${sql}`)
        assert.deepEqual(read, expected)
      })

    for (const [type, sentValue, text] of sent)
      test(`${JSON.stringify(sentValue)} is stored in a ${type} as ${text}`, async () => {
        assert.equal(await value(`select ($1::${type})::text`, [sentValue]), text)
      })

    test('a JSON array that is not passed as text is refused', async () => {
      await assert.rejects(value('select $1::jsonb', [[1, 2]]), { code: '22P02' })
    })

    test('columns keep their names and order, and only changed rows count as affected', async () => {
      const { driver } = database.db
      const query = (text: string) => driver.query({ text, values: [] })
      await driver.reserve((connection) => connection.script('create table items (id int, first_name text)'))
      assert.equal((await query('insert into items values (1, null), (2, null)')).affected, 2)
      assert.equal((await query('update items set id = 3 where id > 5')).affected, 0)
      const selected = await query('select first_name, id from items order by id')
      assert.deepEqual(selected, {
        columns: ['first_name', 'id'],
        rows: [
          [null, 1],
          [null, 2],
        ],
        affected: 0,
      })
      assert.equal((await query('delete from items returning id')).affected, 2)
    })

    test('a named statement is sent with other values under its name, and its text is for keeps', async () => {
      await database.db.driver.reserve(async (connection) => {
        const named = (text: string, given: number) =>
          connection.query({ name: 'test.named', text, values: [given] })
        assert.deepEqual((await named('select $1::int + 1', 1)).rows, [[2]])
        assert.deepEqual((await named('select $1::int + 1', 2)).rows, [[3]])
        await assert.rejects(named('select $1::int + 2', 2), /test\.named.* different statement/)
      })
    })

    test('a failed work leaves no transaction open to the next', async () => {
      const { driver } = database.db
      const broken = driver.reserve(async (connection) => {
        await connection.script('begin')
        await connection.query({ text: 'select wrong', values: [] })
      })
      await assert.rejects(broken, { code: '42703' })
      assert.equal(await value('select 1'), 1)
    })

    test('closing waits for what runs, twice does no harm, and then nothing is taken', async () => {
      const other = await createTestDatabase({ engine })
      const running = other.db.driver.query({ text: 'select 1', values: [] })
      await Promise.all([other.db.close(), other.db.close()])
      assert.deepEqual((await running).rows, [[1]])
      await assert.rejects(other.db.driver.query({ text: 'select 1', values: [] }))
      await other.drop()
    })
  })
