import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GRACE_DAYS } from './account-deletion/grace.ts'
import { ExportDocument } from './data-export/document-contract.ts'
import { bearer } from './testing/accounts.ts'
import { createTestApp, type TestRequest } from './testing/test-app.ts'

/**
 * Where there is something of a person, found by looking for them in every table: by an id, a name and words that stand
 * nowhere else. A table that refers to people and is missing from the export, or from what is erased, fails here, and so does
 * one that the person of this test has nothing in.
 */
const app = await createTestApp()
const { send, clock, jobs, deps } = app

const USER_ID = 987_654
const EMAIL = 'persephone.quill@example.com'
const NAME = 'Persephone Quill'
const PASSWORD = 'Downward1Dog'
const OWN_WORDS = [EMAIL, NAME, 'Quillweave Flow', 'breathe as the tide', 'Quill Browser/1.0']
const MARKS = [String(USER_ID), ...OWN_WORDS]
const DAY_MS = 86_400_000

const query = async (text: string, values: unknown[] = []) =>
  (await deps.db.execute({ shape: 'test.personal_data', text, values })).rows

/** Tables of the product, of the kit and of the jobs that hold one of the words, as `schema.table`. */
async function tablesWith(words: readonly string[]): Promise<string[]> {
  const tables = await query(`
    select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and nspname in ('public', 'kit', 'pgboss') order by 1`)
  const found = []
  for (const [table] of tables as [string][]) {
    const pattern = words.map((word) => `%${word}%`)
    const [row] = await query(`select exists (select from ${table} t where t::text ilike any($1))`, [pattern])
    if (row?.[0] === true) found.push(table)
  }
  return found
    .filter((table) => !table.startsWith('pgboss.'))
    .toSorted()
    .concat(found.some((table) => table.startsWith('pgboss.')) ? ['jobs'] : [])
}

/** Tables that refer to people, at once or by way of others that go with a person. */
async function tablesOfPeople(): Promise<string[]> {
  const rows = await query(`
    with recursive owned as (
      select 'users'::regclass::oid as id
      union
      select conrelid from pg_constraint join owned on confrelid = owned.id
      where contype = 'f' and (confdeltype = 'c' or confrelid = 'users'::regclass))
    select format('public.%I', relname) from owned join pg_class on pg_class.oid = owned.id
    union
    select format('%I.%I', table_schema, table_name) from information_schema.columns
    where table_schema in ('public', 'kit')
      and column_name in ('user_id', 'subject', 'actor', 'created_by', 'changed_by', 'assigned_by', 'owner_id')
    order by 1`)
  return rows.map(([table]) => table as string)
}

let token = ''
const asPerson = (request: TestRequest) =>
  send({ ...request, headers: { 'user-agent': 'Quill Browser/1.0', ...bearer(token) } })
async function act(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
  const { status, json } = await asPerson({
    method,
    url: `/api/v1${path}`,
    ...(body !== undefined && { body }),
  })
  assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(json)}`)
  return json
}
const asAdmin = (path: string) => send({ method: 'PUT', url: `/api/v1/admin/users/${path}`, as: 'admin' })

/** Somebody who has used everything there is. */
async function useEverything() {
  await query(`alter table users alter column user_id restart with ${USER_ID}`)
  token = (await act('POST', '/auth/register', { email: EMAIL, name: NAME, password: PASSWORD })).access_token
  const login = { email: EMAIL, password: PASSWORD, remember_me: true }
  token = (await act('POST', '/auth/login', login)).access_token
  await send({
    method: 'PUT',
    url: '/api/v1/profile',
    headers: { ...bearer(token), 'idempotency-key': 'move-to-kolkata' },
    body: { timezone: 'Asia/Kolkata' },
  })
  await act('PUT', '/profile/preferences', { voice_guidance: false })
  await act('POST', '/auth/forgot-password', { email: EMAIL })

  const pose = (pose_id: number) => ({ pose_id, duration_seconds: 30, notes: 'breathe as the tide' })
  const shape = { difficulty_level: 'beginner', focus_area: 'core', style: 'hatha' }
  const own = { name: 'Quillweave Flow', ...shape, poses: [pose(1), pose(2), pose(3)] }
  const { sequence_id } = await act('POST', '/sequences/custom', own)
  await act('PUT', `/favorites/${sequence_id}`)
  const { session_id } = await act('POST', '/sessions/start', { sequence_id })
  await act('POST', '/sessions/complete', { session_id, duration_seconds: 600 })
  for (let i = 0; i < 9; i++) await act('POST', '/sessions', { durationMinutes: 5 })
  await act('POST', '/breathing/box-breathing/sessions', { duration_seconds: 120 })
  await act('POST', '/profile/api-keys', { name: 'Quill watch', scopes: ['practice.write'] })
  await act('POST', '/goals', { kind: 'sessions_per_week', target: 3 })

  assert.equal((await asAdmin(`${USER_ID}/roles/admin`)).status, 204)
  await act('PUT', '/poses/1', { props: ['wall'] })
  await act('PUT', `/admin/users/${app.ids.other}/roles/editor`)
  await send({
    method: 'POST',
    url: '/api/v1/auth/login',
    body: { email: EMAIL, password: 'Wrong1Password' },
  })
  await jobs.runPending()
  await act('POST', '/profile/export')
  await jobs.runPending()
}

test('the person of this test has something in every table that refers to people', async () => {
  await useEverything()
  const found = await tablesWith(MARKS)
  const unused = (await tablesOfPeople()).filter((table) => !found.includes(table))
  assert.deepEqual(
    unused,
    [],
    'use the feature in this test, export what it stores, and let it go with the account',
  )
})

test('the export reads every table in which there is something of a person, and holds all their own words', async () => {
  const { text, json } = await asPerson({ url: '/api/v1/profile/export/download' })
  const document = ExportDocument.strict().parse(json)
  for (const [section, content] of Object.entries(document))
    assert.notDeepEqual(content, [], `${section} is empty: use the feature in this test`)
  for (const word of OWN_WORDS) assert.ok(text.includes(word), `"${word}" is missing from the export`)
  const texts = app.statements().filter(({ shape }) => shape.startsWith('data_export.'))
  const isRead = (table: string) => {
    const name = new RegExp(String.raw`\b${table.replace(/^public\./, '').replaceAll('"', '')}\b`)
    return texts.some((statement) => name.test(statement.text.replaceAll('"', '')))
  }
  const found = await tablesWith(MARKS)
  // These hold copies for an hour or a day, which are not kept for their own sake.
  const copies = new Set(['jobs', 'kit.kept_answers'])
  assert.deepEqual(
    found.filter((table) => !copies.has(table) && !isRead(table)),
    [],
    'add the table to the sections of the export',
  )
})

test('after the days of grace nothing is left but the id, in the two histories that outlive accounts', async () => {
  await act('DELETE', '/profile', { password: PASSWORD })
  await send({ method: 'POST', url: '/api/v1/auth/login', body: { email: EMAIL, password: PASSWORD } })
  clock.advance((GRACE_DAYS + 1) * DAY_MS)
  await jobs.runPending()
  // The job that erased holds the id for a day.
  clock.advance(2 * DAY_MS)
  await jobs.recover()
  assert.deepEqual(await tablesWith(OWN_WORDS), [])
  assert.deepEqual(await tablesWith([String(USER_ID)]), [
    'kit.audit_log',
    // By whom others have their roles.
    'kit.role_assignments',
    'public.content_versions',
  ])
  const [failures] = await query('select count(*) from kit.auth_failures where account_hash = sha256($1)', [
    Buffer.from(EMAIL),
  ])
  assert.deepEqual(failures, [0])
})
