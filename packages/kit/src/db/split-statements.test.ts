import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'libpg-query'
import { splitStatements } from './split-statements.ts'
import { sqlTokens } from './sql-tokens.ts'

const AWKWARD = [
  'create table poses (id int primary key, name text)',
  `insert into poses values (1, 'it''s; here')`,
  String.raw`insert into poses values (2, E'a\'; b')`,
  `select "odd;""name" from (select 1 as "odd;""name") x`,
  'select 1 /* outer ; /* inner ; */ still outer ; */ + 2',
  'select 1 -- not the end;\n + 2',
  'do $$ begin perform 1; perform 2; end $$',
  'do $body$ begin execute $$select 1;$$; end $body$',
  'create function f(a int) returns int language sql as $f$ select a; $f$',
  'create function g(a int) returns int language sql begin atomic select case when a > 0 then 1 else 2 end; select a; end',
  'create or replace procedure p() language sql begin atomic select 1; end',
  'create rule r as on update to poses do also (select 1; select 2)',
  'select $1::int',
  'select 1 as begin_year, 2 as "end", 3 as price$',
  `select 'größer; Übung', U&'d\\0061t;a'`,
]

/** The statements as PostgreSQL's own parser cuts them. It counts bytes, and may leave comments at the edges. */
async function cutByParser(sql: string): Promise<string[]> {
  const bytes = Buffer.from(sql)
  const { stmts = [] } = await parse(sql)
  return stmts.map(({ stmt_location: from = 0, stmt_len: length }) => {
    const text = bytes.subarray(from, length === undefined ? undefined : from + length).toString()
    return text.replace(/^(\s|--[^\n]*\n|;)+/, '').replace(/(\s|--[^\n]*$)+$/, '')
  })
}

for (const statement of AWKWARD)
  test(`one statement stays whole: ${statement.slice(0, 60).replaceAll('\n', ' ')}`, async () => {
    const sql = `-- before;\n${statement}; -- after;\nselect 'next'`
    assert.deepEqual(
      splitStatements(sql).map(({ text }) => text),
      [statement, `select 'next'`],
    )
    assert.deepEqual(await cutByParser(sql), [statement, `select 'next'`])
  })

test('scripts are cut where PostgreSQL cuts them, whatever stands between the statements', async () => {
  const separator = fc.constantFrom(';', ';\n', ' ;\n\n', '; -- a comment; with "quotes\n', ";\n-- it's\n")
  const script = fc.array(fc.tuple(fc.constantFrom(...AWKWARD), separator), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(script, async (parts) => {
      const sql = parts.flat().join('')
      assert.deepEqual(
        splitStatements(sql).map(({ text }) => text),
        await cutByParser(sql),
      )
    }),
  )
})

test('tokens joined are the text, even when a string or a comment is left open', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '$$',
    '$a$',
    '/*',
    '*/',
    '--',
    '\n',
    "E'\\",
    ';',
    'a1',
    ' ',
    '$1',
    'é',
    '\\',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const sql = pieces.join('')
      assert.equal([...sqlTokens(sql)].map(({ text }) => text).join(''), sql)
    }),
  )
})

test('a statement knows its line', () => {
  const statements = splitStatements('-- why\n\nselect 1;\n/* two\nlines */ select 2;\n\n\nselect 3')
  assert.deepEqual(
    statements.map(({ line }) => line),
    [3, 5, 8],
  )
})
