import { fail } from 'node:assert/strict'
import type { Leak } from './redaction-corpus.fixture.ts'

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return fail('nothing was thrown')
}

/** An error as the PostgreSQL driver makes it. */
function databaseError(code: string, message: string, facts: Record<string, string> = {}): Error {
  return Object.assign(new Error(message), { name: 'error', severity: 'ERROR', code, ...facts })
}

const database = (code: string, message: string, hidden: string[], kept: string[], facts = {}): Leak => ({
  fields: { err: databaseError(code, message, facts) },
  hidden,
  kept: [code, ...kept],
})

const failure = (error: unknown, hidden: string[], kept: string[] = []): Leak => ({
  fields: { err: error },
  hidden,
  kept: ['redaction-errors.fixture.ts', ...kept],
})

const wrapped = new Error('could not save', { cause: new Error('token=inner-secret refused') })
const several = new AggregateError(
  [new Error('mail ann@example.com'), new Error('password=two')],
  'both failed',
)
const withFields = Object.assign(new Error('refused'), {
  input: 'https://ann:pw99@example.com',
  body: { password: 'field-pw' },
  response: { headers: { authorization: 'Bearer abcdef123456' } },
})
const multiline = new Error('line one\n    at password=forged (file.ts:1:1)\nsecret: last')

/** Values that errors carry: in messages, details, causes, stacks and properties. */
export const errorCorpus: readonly Leak[] = [
  database(
    '22P02',
    'invalid input syntax for type integer: "my diary"',
    ['diary'],
    ['invalid input syntax for type integer'],
  ),
  database('22P02', 'invalid input syntax for type uuid: "say "hello" Ann"', ['hello', 'Ann'], ['type uuid']),
  database('22P02', 'invalid input value for enum mood: "ashamed"', ['ashamed'], ['enum mood']),
  database('22P02', 'malformed array literal: "{ann,bob"', ['ann,bob'], ['malformed array literal']),
  database('22P02', 'invalid input syntax for type json', ['shh'], ['type json'], {
    where: 'JSON data, line 1: {"a":"shh"}',
  }),
  database(
    '22003',
    'value "99887766554433" is out of range for type integer',
    ['99887766554433'],
    ['out of range'],
  ),
  database('22007', 'invalid input syntax for type date: "born in May"', ['born'], ['type date']),
  database('22008', 'date/time field value out of range: "1984-15-06"', ['1984'], ['out of range']),
  database(
    '22021',
    'invalid byte sequence for encoding "UTF8": 0x00 in "Ann"',
    ['"Ann"'],
    ['invalid byte sequence'],
  ),
  database('42601', 'syntax error at or near "Ann"', ['Ann'], ['syntax error']),
  database('P0001', 'balance of "Ann Onym" is too low', ['Onym'], ['is too low']),
  database(
    '23505',
    'duplicate key value violates unique constraint "users_email_key"',
    ['ann@example.com', 'ann@'],
    ['users_email_key'],
    {
      detail: 'Key (email)=(ann@example.com) already exists.',
      table: 'users',
      constraint: 'users_email_key',
    },
  ),
  database(
    '23505',
    'Key (display)=(Ann Onym) already exists.',
    ['Onym'],
    ['Key (display)', 'already exists'],
  ),
  database(
    '23503',
    'Key (user_id, nick)=(7, Annie) is not present in table "users".',
    ['Annie'],
    ['is not present'],
  ),
  database(
    '23502',
    'null value in column "name" violates not-null constraint',
    ['hers'],
    ['column \\"name\\"'.replaceAll('\\', '')],
    {
      detail: 'Failing row contains (7, hers, null).',
      column: 'name',
    },
  ),
  database('23514', 'Failing row contains (7, Ann Onym, 81.5).', ['Onym', '81.5'], ['Failing row contains']),
  database('28P01', 'password authentication failed for user "app"', ['pw-42'], ['authentication failed'], {
    hint: 'pw-42',
  }),
  database('42703', 'column "nmae" does not exist', ['select secret'], ['nmae'], {
    internalQuery: 'select secret',
  }),
  database('57014', 'canceling statement due to statement timeout', ["$1 = 'Ann'"], ['statement timeout'], {
    where: "unnamed portal parameter $1 = 'Ann'",
  }),
  failure(
    thrownBy(() => JSON.parse('hunter2 is it')),
    ['hunter2'],
    ['SyntaxError'],
  ),
  failure(
    thrownBy(() => JSON.parse('{"a": my secret}')),
    ['my secret', ': my'],
    ['SyntaxError'],
  ),
  failure(
    thrownBy(() => new URL('//ann:pw77@')),
    ['pw77'],
    ['Invalid URL'],
  ),
  failure(new Error('login failed for ann@example.com'), ['ann@example.com'], ['login failed for']),
  failure(new Error('connect to postgres://app:pa55@db/app failed'), ['pa55'], ['failed']),
  failure(new Error('bad header Authorization: Bearer abcdef123456'), ['abcdef123456'], ['bad header']),
  failure(wrapped, ['inner-secret'], ['could not save', 'refused']),
  failure(several, ['ann@example.com', 'password=two'], ['both failed']),
  failure(withFields, ['pw99', 'field-pw', 'abcdef123456'], ['refused']),
  failure(multiline, ['password=forged', 'secret: last']),
  failure(Object.assign(new Error('refused'), { code: '482913' }), ['482913']),
  failure(Object.assign(new Error('x'), { name: 'token=as-a-name' }), ['as-a-name']),
  { fields: { err: 'thrown string with password=hunter2' }, hidden: ['hunter2'], kept: ['thrown string'] },
  { fields: { err: { message: 'not an error', token: 'abc-def' } }, hidden: ['abc-def'] },
  { fields: { reason: new Error('mail ann@example.com') }, hidden: ['ann@example.com'], kept: ['reason'] },
  { fields: { context: { error: new Error('pin is 4711') } }, hidden: ['4711'], kept: ['pin is'] },
]
