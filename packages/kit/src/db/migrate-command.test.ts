import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrationsOf } from '../testing/migration-folder.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import type { Db } from './database.ts'
import { runMigrateCommand } from './migrate-command.ts'

const FILES = {
  '0001_create_poses.sql': '-- Poses\n-- up\ncreate table poses (name text);\n-- down\ndrop table poses;\n',
  '0002_add_level.sql':
    '-- Levels\n-- up\nalter table poses add level int;\n-- down\nalter table poses drop column level;\n',
}
const BROKEN = { '0001_broken.sql': '-- Broken\n-- up\ncreate tabel poses ();\n' }

/** Runs the command on an empty database, once for each line, and says what came of it. */
async function migrate(...lines: (string | { files: Record<string, string>; line: string })[]) {
  const { db, drop } = await createTestDatabase()
  const results: { exitCode: number; stdout: string; stderr: string }[] = []
  let open = 0
  const lend = async (): Promise<Db> => {
    open++
    return { ...db, close: async () => void open-- }
  }
  for (const asked of lines) {
    const { files, line } = typeof asked === 'string' ? { files: FILES, line: asked } : asked
    const result = { exitCode: 0, stdout: '', stderr: '' }
    const out = {
      stdout: { write: (text: string) => void (result.stdout += text) },
      stderr: { write: (text: string) => void (result.stderr += text) },
    }
    result.exitCode = await runMigrateCommand(line.split(' ').filter(Boolean), {
      open: lend,
      migrations: () => migrationsOf(files),
      out,
    })
    assert.equal(open, 0, 'the command closes what it opened')
    results.push(result)
  }
  await drop()
  return results
}

test('up works in silence on stdout and tells its progress on stderr', async () => {
  const [first, second] = await migrate('up', 'up')
  assert.deepEqual([first?.exitCode, first?.stdout], [0, ''])
  assert.match(first!.stderr, /^applied app\/0001_create_poses \d+ ms\napplied app\/0002_add_level \d+ ms\n$/)
  assert.deepEqual(second, { exitCode: 0, stdout: '', stderr: 'nothing to apply\n' })
})

test('where there is nothing to do, each verb says so on stderr', async () => {
  const [down, planDown, , plan] = await migrate('down', 'plan down', 'up', 'plan')
  for (const result of [down, planDown])
    assert.deepEqual(result, { exitCode: 0, stdout: '', stderr: 'nothing to undo\n' })
  assert.deepEqual(plan, { exitCode: 0, stdout: '', stderr: 'nothing to apply\n' })
})

test('results come as JSON when asked for', async () => {
  const results = await migrate(
    'up --json --to 0001_create_poses',
    'status --json',
    'plan --json',
    'down --json',
  )
  const [up, status, plan, down] = results.map(({ stdout }) => JSON.parse(stdout))
  assert.deepEqual(up, { applied: ['app/0001_create_poses'] })
  assert.equal(status.applied[0].migration, 'app/0001_create_poses')
  assert.ok(Date.parse(status.applied[0].appliedAt) <= Date.now())
  assert.deepEqual([status.pending, status.unfinished, status.problems], [['app/0002_add_level'], [], []])
  assert.equal(plan.plan.length, 1)
  assert.equal(plan.plan[0].direction, 'up')
  assert.deepEqual(down, { undone: ['app/0001_create_poses'] })
})

test('status lists every migration, and with --check says by its exit code that some are pending', async () => {
  const [, listed, checked, , current] = await migrate(
    'up --to 0001_create_poses',
    'status',
    'status --check',
    'up',
    'status --check',
  )
  assert.match(
    listed!.stdout,
    /^applied {2}app\/0001_create_poses {2}\d{4}-.*Z\npending {2}app\/0002_add_level\n$/,
  )
  assert.deepEqual([listed?.exitCode, checked?.exitCode, current?.exitCode], [0, 3, 0])
})

test('status --check fails when the files and the database do not belong together', async () => {
  const edited = { ...FILES, '0001_create_poses.sql': FILES['0001_create_poses.sql'].replace('text', 'int') }
  const [, listed, checked] = await migrate(
    'up',
    { files: edited, line: 'status' },
    { files: edited, line: 'status --check' },
  )
  assert.match(listed!.stdout, /^problem {2}.*0001_create_poses\.sql: changed after it was applied/m)
  assert.deepEqual([listed?.exitCode, checked?.exitCode], [0, 1])
})

test('plan prints the SQL that up or down would run and runs none of it', async () => {
  const [plan, status, , back] = await migrate('plan', 'status --check', 'up', 'plan down --steps 2')
  assert.match(
    plan!.stdout,
    /-- up app\/0001_create_poses\nbegin;\n(set local [a-z_]+ = \d+;\n)*create table poses \(name text\);\ninsert into kit\.migrations[^]*commit;\n\n-- up app\/0002/,
  )
  assert.equal(status?.exitCode, 3)
  assert.match(
    back!.stdout,
    /^-- down app\/0002_add_level\n[^]*drop column level;\ndelete from kit\.migrations[^]*-- down app\/0001/,
  )
})

test('down undoes one migration, and more only with --yes', async () => {
  const [, asks, checked, undone, empty] = await migrate(
    'up',
    'down --steps 2',
    'status --check',
    'down --steps 2 --yes',
    'status',
  )
  assert.equal(asks?.exitCode, 2)
  assert.equal(asks?.stderr, 'This undoes app/0002_add_level, app/0001_create_poses. Add --yes to do so.\n')
  assert.equal(checked?.exitCode, 0)
  assert.match(undone!.stderr, /^undone app\/0002_add_level \d+ ms\nundone app\/0001_create_poses \d+ ms\n$/)
  assert.equal(empty?.stdout, 'pending  app/0001_create_poses\npending  app/0002_add_level\n')
})

test('a failure ends with 1 and its reason, as text and as JSON', async () => {
  const [failed] = await migrate({ files: BROKEN, line: 'up --json' })
  assert.equal(failed?.exitCode, 1)
  assert.match(
    failed!.stderr,
    /^migrate up: .*0001_broken\.sql, line 3: syntax error at or near "tabel" \(42601\)/,
  )
  assert.match(JSON.parse(failed!.stdout).error[0], /0001_broken\.sql, line 3/)
})

test('a database that does not answer is a failure with a reason', async () => {
  let stderr = ''
  const exitCode = await runMigrateCommand(['status'], {
    open: async () => {
      throw new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')])
    },
    migrations: () => migrationsOf(FILES),
    out: { stdout: { write: () => {} }, stderr: { write: (text: string) => void (stderr += text) } },
  })
  assert.deepEqual([exitCode, stderr], [1, 'migrate status: connect ECONNREFUSED 127.0.0.1:1\n'])
})

const misunderstood: [line: string, reason: RegExp][] = [
  ['', /^Say what to do\./],
  ['sideways', /^"sideways" is not a command/],
  ['up --steps 2', /^--steps does not go with "up"/],
  ['up --force', /^Unknown option '--force'/],
  ['down --steps 0', /^--steps 0: give a whole number/],
  ['down --steps 1 --to 0001_create_poses', /^Give --steps or --to, not both/],
]
for (const [line, reason] of misunderstood)
  test(`"migrate ${line}" is answered with the reason and the usage`, async () => {
    const [result] = await migrate(line)
    assert.deepEqual([result?.exitCode, result?.stdout], [2, ''])
    assert.match(result!.stderr, reason)
    assert.match(result!.stderr, /Usage: migrate up/)
  })

test('--help prints the usage', async () => {
  const [result] = await migrate('--help')
  assert.deepEqual([result?.exitCode, result?.stderr], [0, ''])
  assert.match(result!.stdout, /^Usage: migrate up/)
})
