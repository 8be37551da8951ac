import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrationsOf } from '../testing/migration-folder.ts'
import { lintMigrations, lintRuleNames } from './lint-migrations.ts'

// The tables that are in use when the second migration comes.
const BEFORE = `-- What is there
-- up
create table users (id int generated always as identity primary key);
create table poses (id int, name text, level int, user_id int);
create index poses_name on poses (name);
-- down
drop table poses;
drop table users;
`

/** Lints the second migration: its text as it stands, or a statement to put into a file that is right otherwise. */
async function lint(sql: string) {
  const text = sql.startsWith('-- up') ? `-- Why\n${sql}` : `-- Why\n-- up\n${sql};\n`
  const whole = text.includes('\n-- down') ? text : `${text}\n-- down\nselect 1;\n`
  const migrations = await migrationsOf({ '0001_before.sql': BEFORE, '0002_change.sql': whole })
  const findings = await lintMigrations(migrations)
  return findings.map(({ file, line, rule, message }) => ({
    file: file.replace(/^.*\//, ''),
    line,
    rule,
    message,
  }))
}

const OUTSIDE = '-- up outside transaction\n'

interface Scenario {
  rule: string
  unsafe: string[]
  safe: string[]
}

const scenarios: Scenario[] = [
  {
    rule: 'require-concurrent-index-creation',
    unsafe: [
      'create index poses_level on poses (level)',
      '-- up\nselect 1;\n-- down outside transaction\ncreate index poses_level on poses (level);',
    ],
    safe: [
      `${OUTSIDE}create index concurrently poses_level on poses (level);`,
      'create table new (id int); create index new_id on new (id)',
    ],
  },
  {
    rule: 'require-concurrent-index-deletion',
    unsafe: ['drop index poses_name', '-- up\nselect 1;\n-- down\ndrop index poses_name;'],
    safe: [
      `${OUTSIDE}drop index concurrently poses_name;`,
      '-- up\ncreate table new (id int); create index new_id on new (id);\n-- down\ndrop index new_id; drop table new;',
    ],
  },
  {
    rule: 'require-concurrent-reindex',
    unsafe: ['reindex table poses'],
    safe: [`${OUTSIDE}reindex (verbose, concurrently) table poses;`],
  },
  {
    rule: 'ban-concurrent-index-creation-in-transaction',
    unsafe: [
      'create index concurrently poses_level on poses (level)',
      'drop index concurrently poses_name',
      'alter table poses detach partition old_poses concurrently',
      '-- up\nselect 1;\n-- down\ndrop index concurrently poses_name;',
    ],
    safe: [`${OUTSIDE}drop index concurrently poses_name;`],
  },
  {
    rule: 'adding-foreign-key-constraint',
    unsafe: [
      'alter table poses add constraint poses_user foreign key (user_id) references users',
      'alter table poses add column author_id int references users',
    ],
    safe: [
      'alter table poses add constraint poses_user foreign key (user_id) references users not valid',
      'create table new (user_id int references users)',
    ],
  },
  {
    rule: 'constraint-missing-not-valid',
    unsafe: [
      'alter table poses add constraint poses_level check (level > 0)',
      'alter table poses add column height int check (height > 0)',
      'alter table poses add constraint c check (level > 0) not valid; alter table poses validate constraint c',
    ],
    safe: [
      'alter table poses add constraint poses_level check (level > 0) not valid',
      `-- up\nalter table poses add constraint c check (level > 0) not valid;\n${OUTSIDE}alter table poses validate constraint c;`,
      'create table new (id int); alter table new add check (id > 0)',
    ],
  },
  {
    rule: 'disallowed-unique-constraint',
    unsafe: [
      'alter table poses add constraint poses_name_key unique (name)',
      'alter table poses add primary key (id)',
      'alter table poses add column slug text unique',
    ],
    safe: [
      `${OUTSIDE}create unique index concurrently poses_key on poses (name);\n-- up\nalter table poses add constraint poses_key unique using index poses_key;`,
    ],
  },
  {
    rule: 'adding-exclusion-constraint',
    unsafe: ['alter table poses add constraint one_name exclude (name with =)'],
    safe: ['create table new (name text, exclude (name with =))'],
  },
  {
    rule: 'adding-required-field',
    unsafe: ['alter table poses add column slug text not null'],
    safe: [
      'alter table poses add column slug text',
      `alter table poses add column slug text not null default ''`,
      'create table new (id int); alter table new add column slug text not null',
    ],
  },
  {
    rule: 'adding-not-nullable-field',
    unsafe: [
      'alter table poses alter column name set not null',
      'alter table poses add constraint n check (name is not null) not valid; alter table poses alter column name set not null',
      'alter table poses add constraint n check (level is not null) not valid; alter table poses alter column name set not null',
    ],
    safe: [
      `-- up
alter table poses add constraint n check (name is not null) not valid;
${OUTSIDE}alter table poses validate constraint n;
-- up
alter table poses alter column name set not null;
alter table poses drop constraint n;`,
    ],
  },
  {
    rule: 'adding-field-with-default',
    unsafe: [
      'alter table poses add column key uuid default gen_random_uuid()',
      `alter table poses add column number int default nextval('numbers')`,
      'alter table poses add column number int generated always as identity',
      'alter table poses add column number bigserial',
      'alter table poses add column folded text generated always as (lower(name)) stored',
    ],
    safe: [
      'alter table poses add column made_at timestamptz not null default now()',
      `alter table poses add column state text not null default 'new'`,
      'alter table poses add column made_on date default current_date',
      'alter table poses add column key uuid; alter table poses alter column key set default gen_random_uuid()',
    ],
  },
  {
    rule: 'changing-column-type',
    unsafe: ['alter table poses alter column level type bigint'],
    safe: ['create table new (id int); alter table new alter column id type bigint'],
  },
  {
    rule: 'renaming-column',
    unsafe: ['alter table poses rename column name to title'],
    safe: [
      'create table new (id int); alter table new rename column id to new_id',
      'alter index poses_name rename to x',
    ],
  },
  {
    rule: 'renaming-table',
    unsafe: ['alter table poses rename to asanas', 'alter table poses set schema archive'],
    safe: ['create table new (id int); alter table new rename to newer; alter table newer rename to newest'],
  },
  {
    rule: 'ban-drop-column',
    unsafe: ['alter table poses drop column level'],
    safe: ['-- up\nalter table poses add column x int;\n-- down\nalter table poses drop column x;'],
  },
  {
    rule: 'ban-drop-table',
    unsafe: ['drop table poses', 'drop table public.poses, kit.users'],
    safe: [
      'create table new (id int); drop table new',
      '-- up\ncreate table new (id int);\n-- down\ndrop table new;',
    ],
  },
  {
    rule: 'ban-truncate-cascade',
    unsafe: ['truncate poses, users cascade'],
    safe: ['truncate poses, users'],
  },
  {
    rule: 'ban-char-field',
    unsafe: ['create table new (code char(2))', 'alter table poses add column code character(2)'],
    safe: ['create table new (code text check (length(code) = 2))'],
  },
  {
    rule: 'prefer-text-field',
    unsafe: ['create table new (code varchar(2))', 'alter table poses add column code character varying'],
    safe: ['alter table poses add column code text'],
  },
  {
    rule: 'prefer-timestamptz',
    unsafe: [
      'create table new (at timestamp)',
      'alter table poses add column at timestamp without time zone',
    ],
    safe: [
      'create table new (at timestamptz, day date)',
      'alter table poses add column at timestamp with time zone',
    ],
  },
  {
    rule: 'prefer-identity',
    unsafe: ['create table new (id bigserial primary key)'],
    safe: ['create table new (id bigint generated always as identity primary key)'],
  },
  {
    rule: 'require-lock-timeout',
    unsafe: [
      'set local lock_timeout = 0',
      `set lock_timeout = '5s'`,
      'reset lock_timeout',
      'reset all',
      'set lock_timeout to default',
    ],
    safe: [`set local lock_timeout = '10s'`, 'set local lock_timeout = 10000'],
  },
  {
    rule: 'require-statement-timeout',
    unsafe: [
      `set local statement_timeout = '0s'`,
      'reset statement_timeout',
      `${OUTSIDE}set statement_timeout = '1h';`,
    ],
    safe: [`set local statement_timeout = '1min'`, `set local work_mem = '64MB'`],
  },
  {
    rule: 'transaction-nesting',
    unsafe: ['begin; select 1; commit', 'savepoint a'],
    safe: ['do $$ begin perform 1; end $$'],
  },
  {
    rule: 'prefer-robust-stmts',
    unsafe: [
      `${OUTSIDE}create index concurrently on poses (level);`,
      `${OUTSIDE}alter type mood add value 'calm';`,
      `${OUTSIDE}insert into poses (name) values ('tree');`,
      `${OUTSIDE}create table new (id int);`,
      `${OUTSIDE}alter table poses add column x int;`,
    ],
    safe: [
      `${OUTSIDE}create index concurrently poses_level on poses (level);`,
      `${OUTSIDE}alter type mood add value if not exists 'calm';`,
      `${OUTSIDE}insert into poses (name) values ('tree') on conflict do nothing;`,
      `${OUTSIDE}insert into poses (name) select 'tree' where not exists (select from poses);`,
      `${OUTSIDE}update poses set level = 1 where level is null;`,
      `${OUTSIDE}vacuum poses;`,
    ],
  },
  {
    rule: 'require-down-section',
    unsafe: ['-- up\nselect 1;\n-- down\n'],
    safe: ['-- up\nselect 1;\n-- down\nselect 2;'],
  },
]

for (const { rule, unsafe, safe } of scenarios) {
  const rulesOf = async (sql: string) => (await lint(sql)).map((finding) => finding.rule)
  for (const sql of unsafe)
    test(`${rule} finds: ${sql.replaceAll('\n', ' ')}`, async () => {
      assert.ok((await rulesOf(sql)).includes(rule))
    })
  for (const sql of safe)
    test(`${rule} passes: ${sql.replaceAll('\n', ' ')}`, async () => {
      assert.deepEqual((await rulesOf(sql)).includes(rule), false)
    })
}

test('every rule has its scenarios', () => {
  assert.deepEqual(scenarios.map(({ rule }) => rule).toSorted(), lintRuleNames.toSorted())
})

test('a finding names the file, the line of the statement, and the way out', async () => {
  const [finding, ...others] = await lint('-- up\nselect 1;\n\ncreate index i\n  on poses (level);')
  assert.deepEqual(
    [finding?.file, finding?.line, finding?.rule],
    ['0002_change.sql', 5, 'require-concurrent-index-creation'],
  )
  assert.match(finding!.message, /blocks every write .* Use "create index concurrently"/)
  assert.deepEqual(others, [])
})

test('what one migration proved the next may build on, and what it made is in use by then', async () => {
  const migrations = await migrationsOf({
    '0001_before.sql': BEFORE,
    '0002_prove.sql':
      '-- Names are there\n-- up\nalter table poses add constraint n check (name is not null) not valid;\n-- down\nalter table poses drop constraint n;\n',
    '0003_validate.sql': `-- All\n${OUTSIDE}alter table poses validate constraint n;\n-- lint-allow: require-down-section because it only looks\n`,
    '0004_rely.sql':
      '-- Rely\n-- up\nalter table poses alter name set not null;\ncreate index x on poses (id);\n-- down\nalter table poses alter name drop not null;\n',
  })
  const findings = await lintMigrations(migrations)
  assert.deepEqual(
    findings.map(({ rule, line }) => [rule, line]),
    [['require-concurrent-index-creation', 4]],
  )
})

test('SQL that PostgreSQL cannot read is a finding', async () => {
  const [finding] = await lint('create tabel x ()')
  assert.deepEqual([finding?.rule, finding?.line], ['syntax', 3])
  assert.match(finding!.message, /syntax error at or near "tabel"/)
})

const WAIVED = 'alter table poses drop column level;'
const waivers: [what: string, text: string, rules: string[]][] = [
  [
    'with a reason lets its statement pass',
    `-- up\n-- lint-allow: ban-drop-column because nothing has read it since 1.4\n${WAIVED}`,
    [],
  ],
  [
    'may stand among others',
    `-- up\n-- lint-allow: ban-drop-column because unused\n-- more\n-- lint-allow: changing-column-type because small\n${WAIVED.replace(';', ', alter name type int;')}`,
    [],
  ],
  [
    'without a reason lets nothing pass',
    `-- up\n-- lint-allow: ban-drop-column\n${WAIVED}`,
    ['waiver-without-reason', 'ban-drop-column'],
  ],
  [
    'that waives nothing is a finding',
    '-- up\n-- lint-allow: ban-drop-column because unused\nselect 1;',
    ['unused-waiver'],
  ],
  [
    'of an unknown rule is a finding',
    '-- up\n-- lint-allow: ban-drop-colum because unused\nselect 1;',
    ['unused-waiver'],
  ],
  [
    'reaches no further than the next statement',
    `-- up\n-- lint-allow: ban-drop-column because unused\nselect 1;\n${WAIVED}`,
    ['unused-waiver', 'ban-drop-column'],
  ],
  [
    'inside a statement is not above it',
    `-- up\nalter table poses\n-- lint-allow: ban-drop-column because unused\ndrop column level;`,
    ['ban-drop-column', 'unused-waiver'],
  ],
  [
    'of the missing way back stands anywhere',
    '-- up\n-- lint-allow: require-down-section because data only\nselect 1;\n-- down\n',
    [],
  ],
]
for (const [what, text, rules] of waivers)
  test(`a waiver ${what}`, async () => {
    assert.deepEqual(
      (await lint(text)).map(({ rule }) => rule),
      rules,
    )
  })

test('a waiver of a rule misspelt is told the right name', async () => {
  const [finding] = await lint('-- up\n-- lint-allow: ban-drop-colum because unused\nselect 1;')
  assert.equal(finding?.message, 'There is no rule ban-drop-colum. Did you mean ban-drop-column?')
})
