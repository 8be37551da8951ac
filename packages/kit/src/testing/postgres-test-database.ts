import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { createDb, type Db } from '../db/database.ts'
import { createPostgresDriver } from '../db/postgres-driver.ts'
import { keepReusable, takeReusable } from './reused-databases.ts'
import { serviceUrl } from './services.ts'
import {
  emptyTemplate,
  type DatabaseTemplate,
  type TestDatabase,
  type TestDatabaseOptions,
} from './database-template.ts'

// Templates are shared by the checkouts that use one server, so one of another checkout may look unused for a while.
const TEMPLATE_UNUSED_DAYS = 3
const HASH_LENGTH = 15
const pool = { maxConnections: 4, acquireTimeoutMs: 10_000, statementTimeoutMs: 30_000 }

/** Its types forget two methods. */
type Session = pg.Client & Record<'ref' | 'unref', () => void>

/** A database on the server, and the session that tells sweepers that it is in use. */
interface OwnDatabase {
  name: string
  admin: Session
}

/**
 * Clones a database from the template, which is made first when this is the first to need it; or takes one that another test
 * file of this process gave back.
 */
export async function openPostgresTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const serverUrl = await serviceUrl('postgres')
  if (serverUrl === undefined)
    throw new Error('TEST_SERVICES=embedded leaves out PostgreSQL; skip this test with skipWithout')
  const template = options.template ?? emptyTemplate
  const { key } = template
  const resetting = options.reuse === false ? undefined : template.resetting
  const used = resetting && takeReusable<OwnDatabase>(key)
  const own = used?.handle ?? (await cloneDatabase(serverUrl, template))
  own.admin.ref()
  const url = urlOf(serverUrl, own.name)
  const again = used ?? (resetting && { handle: own, reset: await onDatabase(url, resetting) })
  const db = createDb(createPostgresDriver({ ...pool, ...options.pool, url }), options)
  let dropping: Promise<void> | undefined
  const drop = async () => {
    await db.close()
    const open = await openSessions(own)
    if (again && open.length === 0 && (await onDatabase(url, again.reset))) {
      keepReusable(key, again)
      // It keeps no process from ending.
      own.admin.unref()
      return
    }
    await removeDatabase(own)
    if (open.length > 0)
      throw new Error(`These connections to the test database were not closed:\n${open.join('\n')}`)
  }
  return { db, url, drop: () => (dropping ??= drop()) }
}

async function cloneDatabase(serverUrl: string, template: DatabaseTemplate): Promise<OwnDatabase> {
  const name = `gw_test_${randomBytes(8).toString('hex')}`
  // Its name on the server tells sweepers that the database of that name is in use.
  const admin = await connectAs(name, serverUrl)
  try {
    await admin.query(`create database ${name} template ${await ensureTemplate(admin, serverUrl, template)}`)
    // Tests need no data that survive a power cut, and a commit need not wait for the disk.
    await admin.query(`alter database ${name} set synchronous_commit = off`)
  } catch (error) {
    await admin.end()
    throw error
  }
  return { name, admin }
}

async function removeDatabase({ name, admin }: OwnDatabase): Promise<void> {
  // Removing a database waits for the disk, the test need not: the server completes what it was told.
  void admin.query(`drop database ${name} with (force)`).catch(() => {})
  await admin.end()
}

async function onDatabase<T>(url: string, run: (db: Db) => Promise<T>): Promise<T> {
  const db = createDb(createPostgresDriver({ ...pool, maxConnections: 1, url }))
  try {
    return await run(db)
  } finally {
    await db.close()
  }
}

/**
 * The URL of a database that all test files share, made when the first needs it. It takes no changes.
 * @throws Error when PostgreSQL cannot be had; it says how to install it.
 */
export async function sharedTestDatabase({ key, prepare }: DatabaseTemplate): Promise<string> {
  const serverUrl = await serviceUrl('postgres')
  if (serverUrl === undefined) throw new Error('TEST_SERVICES=embedded leaves out PostgreSQL')
  const name = `gw_shared_${hashOf(key)}`
  const admin = await connectAs(name, serverUrl)
  try {
    const seal = `alter database ${name} set default_transaction_read_only = on`
    await ensureBuilt(admin, serverUrl, { name, prepare, seal })
  } finally {
    await admin.end()
  }
  return urlOf(serverUrl, name)
}

/** `tuple concurrently updated`, a database that is gone, and one that is in use. */
const RACED = new Set(['XX000', '3D000', '55006'])

/** Removes test databases whose process is gone, and templates and shared ones that nobody used for days. */
export async function sweepTestDatabases(serverUrl: string): Promise<void> {
  const admin = await connectAs('gw_sweep', serverUrl)
  try {
    const { rows } = await admin.query<{ name: string; template: boolean }>(
      `select datname as name, datistemplate as template from pg_database d
       where datname like 'gw\\_test\\_%'
         and not exists (select from pg_stat_activity where application_name = d.datname)
       union all
       select datname, datistemplate from pg_database d
       where (datname like 'gw\\_template\\_%' or datname like 'gw\\_shared\\_%')
         and shobj_description(oid, 'pg_database') < to_char(now() - make_interval(days => $1), 'YYYY-MM-DD')`,
      [TEMPLATE_UNUSED_DAYS],
    )
    for (const { name, template } of rows) {
      try {
        if (template) await admin.query(`alter database ${name} is_template false`)
        await admin.query(`drop database if exists ${name} with (force)`)
      } catch (error) {
        // Another sweeper, of another checkout perhaps, has the same database in hand.
        if (!RACED.has((error as pg.DatabaseError).code ?? '')) throw error
      }
    }
  } finally {
    await admin.end()
  }
}

/** The name of the template database made for a key. */
export function templateName(key: string): string {
  return `gw_template_${hashOf(key)}`
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, HASH_LENGTH)
}

async function ensureTemplate(
  admin: pg.Client,
  serverUrl: string,
  { key, prepare }: DatabaseTemplate,
): Promise<string> {
  const name = templateName(key)
  const seal = `alter database ${name} is_template true allow_connections false`
  await ensureBuilt(admin, serverUrl, { name, prepare, seal })
  return name
}

interface Building {
  name: string
  prepare: DatabaseTemplate['prepare']
  /** The statement that ends the building. */
  seal: string
}

/** Builds the database unless it is there. Its comment, the day it was last used, is written when it is finished. */
async function ensureBuilt(admin: pg.Client, serverUrl: string, building: Building): Promise<void> {
  const { name } = building
  const lockKey = BigInt(`0x${name.slice(-HASH_LENGTH)}`).toString()
  await admin.query('select pg_advisory_lock($1)', [lockKey])
  try {
    const { rows } = await admin.query<{ used: string | null; today: string }>(
      `select (select shobj_description(oid, 'pg_database') from pg_database where datname = $1) as used,
              to_char(now(), 'YYYY-MM-DD') as today`,
      [name],
    )
    const { used, today } = rows[0]!
    if (used === null) {
      await sweepTestDatabases(serverUrl)
      await build(admin, urlOf(serverUrl, name), building)
    }
    if (used !== today) await admin.query(`comment on database ${name} is '${today}'`)
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [lockKey])
  }
}

async function build(admin: pg.Client, url: string, { name, prepare, seal }: Building): Promise<void> {
  // One that is there but was never finished was left half done.
  await admin.query(`drop database if exists ${name} with (force)`)
  // Sorts as the embedded database does, by code point.
  await admin.query(`create database ${name} template template0 encoding 'UTF8' locale 'C.UTF-8'`)
  const db = createDb(createPostgresDriver({ ...pool, url }))
  try {
    await prepare(db)
  } finally {
    await db.close()
  }
  await admin.query(seal)
}

/** Sessions of a closed pool are gone after milliseconds; those of a busy server take longer. */
const SESSION_END_MS = 1_000

/** The sessions that are still there when those of closed pools must be gone. */
async function openSessions({ admin, name }: OwnDatabase): Promise<string[]> {
  const deadlineMs = performance.now() + SESSION_END_MS
  for (;;) {
    const { rows } = await admin.query<{ query: string; state: string }>(
      'select query, state from pg_stat_activity where datname = $1',
      [name],
    )
    if (rows.length === 0) return []
    if (performance.now() > deadlineMs)
      return rows.map(({ query, state }) => `  - ${state}, last statement: ${query}`)
  }
}

async function connectAs(applicationName: string, serverUrl: string): Promise<Session> {
  const client = new pg.Client({ connectionString: serverUrl, application_name: applicationName })
  await client.connect()
  return client as Session
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
