import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { text } from 'node:stream/consumers'
import { migrationFolder } from '../testing/migration-folder.ts'
import { skipWithout } from '../testing/services.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { readMigrations } from './read-migrations.ts'
import { migrateUp } from './run-migrations.ts'

const skip = skipWithout('postgres')

/** A process of its own that runs `migrate up` on the database, as a program that starts does. */
function migratingProcess(url: string, dir: string) {
  const module = (name: string) => JSON.stringify(import.meta.resolve(name))
  const program = `
    const { createDb } = await import(${module('./database.ts')})
    const { createPostgresDriver } = await import(${module('./postgres-driver.ts')})
    const { readMigrations } = await import(${module('./read-migrations.ts')})
    const { runMigrateCommand } = await import(${module('./migrate-command.ts')})
    const limits = { maxConnections: 1, acquireTimeoutMs: 10_000, statementTimeoutMs: 10_000 }
    process.exitCode = await runMigrateCommand(['up', '--json'], {
      open: async () => createDb(createPostgresDriver({ url: ${JSON.stringify(url)}, ...limits })),
      migrations: () => readMigrations([{ name: 'app', dir: ${JSON.stringify(dir)} }]),
      out: process,
      options: { lockTimeoutMs: 30_000, statementTimeoutMs: 30_000 },
    })`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, closed] = [text(child.stdout), text(child.stderr), once(child, 'close')]
  return {
    kill: () => void child.kill('SIGKILL'),
    said: (word: string) =>
      new Promise<void>((resolve) =>
        child.stderr.on('data', (data) => String(data).includes(word) && resolve()),
      ),
    result: async () => ({
      exitCode: (await closed)[0] as number | null,
      stdout: await stdout,
      stderr: await stderr,
    }),
  }
}

async function openGatedDatabase() {
  const { db, url, drop } = await createTestDatabase()
  after(drop)
  const script = (sql: string) => db.driver.reserve((connection) => connection.script(sql))
  const value = async (sql: string) => (await db.driver.query({ text: sql, values: [] })).rows[0]?.[0]
  await script('create table gate (); create table passed (at timestamptz default clock_timestamp())')
  const held = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  const holder = db.driver.reserve(async (connection) => {
    await connection.script('begin; lock table gate in access exclusive mode')
    held.resolve()
    await opened.promise
    await connection.script('commit')
  })
  await held.promise
  return {
    db,
    url: url!,
    script,
    value,
    /** Resolves when somebody waits at the gate. */
    reached: async () => {
      while (
        (await value('select count(*) from pg_locks where not granted and relation = $$gate$$::regclass')) ===
        0
      );
    },
    open: () => {
      opened.resolve()
      return holder
    },
  }
}

test(
  'of two processes that start together one migrates and the other waits, then finds nothing to do',
  { skip },
  async () => {
    const { url, value, reached, open } = await openGatedDatabase()
    const dir = migrationFolder({
      '0001_pass.sql': '-- Passes the gate\n-- up\ninsert into passed default values;\nlock table gate;\n',
      '0002_names.sql':
        '-- Names\n-- up outside transaction\ncreate index concurrently passed_at on passed (at);\n',
    })
    const processes = [migratingProcess(url, dir), migratingProcess(url, dir)]
    await Promise.all([reached(), Promise.any(processes.map((one) => one.said('waiting')))])
    await open()
    const results = await Promise.all(processes.map((one) => one.result()))
    assert.deepEqual(
      results.map(({ exitCode }) => exitCode),
      [0, 0],
    )
    const applied = results.map(({ stdout }) => JSON.parse(stdout).applied.length).toSorted()
    assert.deepEqual(applied, [0, 2])
    assert.equal(await value('select count(*) from passed'), 1)
  },
)

test(
  'a process killed inside a transaction leaves nothing, and the next one does it all',
  { skip },
  async () => {
    const { db, url, value, reached, open } = await openGatedDatabase()
    const dir = migrationFolder({
      '0001_pass.sql': '-- Passes the gate\n-- up\ninsert into passed default values;\nlock table gate;\n',
    })
    const killed = migratingProcess(url, dir)
    await reached()
    killed.kill()
    await open()
    assert.deepEqual((await killed.result()).exitCode, null)
    const applied = await migrateUp(db, await readMigrations([{ name: 'app', dir }]))
    assert.equal(applied.length, 1)
    assert.equal(await value('select count(*) from passed'), 1)
  },
)

test(
  'a process killed between steps leaves the finished ones, and the next goes on after them',
  { skip },
  async () => {
    const { db, url, value, reached, open } = await openGatedDatabase()
    const dir = migrationFolder({
      '0001_pass.sql': `-- Passes the gate, then more
-- up
insert into passed default values;
-- up outside transaction
do $$ begin lock table gate; end $$;
create index concurrently passed_at on passed (at);
`,
    })
    const killed = migratingProcess(url, dir)
    await reached()
    killed.kill()
    await killed.result()
    await open()
    const applied = await migrateUp(db, await readMigrations([{ name: 'app', dir }]))
    assert.equal(applied.length, 1)
    assert.equal(await value('select count(*) from passed'), 1)
    assert.equal(
      await value(`select indisvalid from pg_index where indexrelid = 'passed_at'::regclass`),
      true,
    )
  },
)
