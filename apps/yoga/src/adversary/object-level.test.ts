import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Endpoint } from '@groundwork/kit/http/endpoint'
import { wireSchema } from '@groundwork/kit/http/wire-schema'
import { fillExample, requestOf } from '@groundwork/kit/testing/example-request'
import { APP_SCHEMAS } from '@groundwork/kit/testing/app-template'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { mounts } from '../app.ts'
import { exampleStates } from '../testing/replay.ts'
import { createTestApp } from '../testing/test-app.ts'

/**
 * Every operation that a person calls with the id of something: sent with the id of what somebody else owns. Names that are
 * ids are found in the contracts, so that a new operation is in the matrix by itself.
 */
const app = await createTestApp()
const { deps, ids, send } = app
const MARK = 'nobody else shall read this'

/** What is nobody's own: content of the library, and accounts, which only administrators name. */
const OF_NOBODY = new Set(['pose_id', 'user_id', 'version_id'])

const post = async (url: string, body: object) => {
  const { status, json } = await send({ method: 'POST', url: `/api/v1${url}`, as: 'other', body })
  assert.ok(status < 300, JSON.stringify(json))
  return json
}
const pose = (pose_id: number) => ({ pose_id, duration_seconds: 30, notes: MARK })
const shape = { difficulty_level: 'beginner', focus_area: 'core', style: 'hatha' }
const theirs = {
  sequence: (await post('/sequences/custom', { name: MARK, ...shape, poses: [1, 2, 3].map(pose) }))
    .sequence_id,
  practice: (await post('/sessions/start', {})).session_id,
  goal: (await post('/goals', { kind: 'sessions_per_week', target: 3 })).goal_id,
  key: (await post('/profile/api-keys', { name: MARK, scopes: ['practice.read'] })).key_id,
  signIn: (await deps.signIn.sessions.start(deps.db, String(ids.other), { remember: true })).sessionId,
}

const returnToSignIns = await app.keepSignIns()
const { restore } = await createRestorePoint(deps.db, APP_SCHEMAS)

/** Their id of that name, or undefined when the name is no id of somebody's. */
function theirId(name: string, { format }: { format?: string }): string | number | undefined {
  if (!name.endsWith('_id') || OF_NOBODY.has(name)) return undefined
  if (name === 'session_id') return format === 'uuid' ? theirs.signIn : theirs.practice
  const known: Record<string, string | number> = {
    sequence_id: theirs.sequence,
    goal_id: theirs.goal,
    key_id: theirs.key,
  }
  assert.ok(name in known, `${name}: say whose it is, or that it is nobody's`)
  return known[name]
}

type Part = 'params' | 'query' | 'body'

/** The ids of theirs that fit into a part of a request. */
function theirIdsIn(endpoint: Endpoint, part: Part): Record<string, string | number> {
  const schema = endpoint[part]
  if (schema === undefined) return {}
  const { properties = {} } = wireSchema(schema, 'input') as { properties?: Record<string, object> }
  const found = Object.entries(properties).map(([name, one]) => [name, theirId(name, one)] as const)
  return Object.fromEntries(
    found.filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  )
}

/** The same with ids that nothing has. */
const ofNothing = (part: object): object =>
  Object.fromEntries(
    Object.entries(part).map(([name, id]) => [
      name,
      typeof id === 'number' ? 2_147_483_647 : 'ffffffff-ffff-7fff-bfff-ffffffffffff',
    ]),
  )

/** Everything of theirs, as it is stored. */
async function theirRows(): Promise<string> {
  const tables = [
    'sequences where created_by',
    'practice_sessions where user_id',
    'goals where user_id',
    'favorites where user_id',
    'users where user_id',
    'kit.api_keys where subject',
    'kit.auth_sessions where subject',
  ]
  const texts = tables.map(
    (table) => `select coalesce(string_agg(t::text, ' ' order by t::text), '')
      from (select * from ${table}::text = $1) t`,
  )
  const steps = `select string_agg(t::text, ' ' order by t::text) from sequence_poses t where sequence_id = ${theirs.sequence}`
  const rows = []
  for (const text of texts)
    rows.push((await deps.db.execute({ shape: 'test.theirs', text, values: [String(ids.other)] })).rows)
  rows.push((await deps.db.execute({ shape: 'test.theirs', text: steps, values: [] })).rows)
  return JSON.stringify(rows)
}

const before = await theirRows()

describe('what somebody else owns is neither shown nor changed, whoever knows its id', () => {
  let count = 0
  for (const { prefix, bindings } of mounts) {
    for (const { endpoint } of bindings) {
      const parts = (['params', 'query', 'body'] as const).map((part) => theirIdsIn(endpoint, part))
      const [params, query, body] = parts as [object, object, object]
      if (endpoint.permission === 'public' || parts.every((part) => Object.keys(part).length === 0)) continue
      count++
      test(`${endpoint.id} with their ${parts.flatMap(Object.keys).join(', ')}`, async () => {
        for (const as of ['user', 'admin'] as const) {
          await restore()
          await returnToSignIns()
          const example = endpoint.examples.find(({ answers }) => answers === undefined)!
          const values = example.given === undefined ? {} : await exampleStates.make(example.given, app)
          const good = fillExample(endpoint, example, values)
          const sendWith = (ids: (part: object) => object) =>
            send(
              requestOf(prefix, endpoint, {
                as,
                params: { ...good.params, ...ids(params) },
                query: { ...good.query, ...ids(query) },
                body: good.body === undefined ? undefined : { ...(good.body as object), ...ids(body) },
              }),
            )
          const { status, text } = await sendWith((theirs) => theirs)
          assert.ok(!text.includes(MARK))
          assert.equal(await theirRows(), before)
          if (status === 403 || status === 404) continue
          // What is safe to repeat may say that all is well, as it does of what does not exist.
          const unknown = await sendWith(ofNothing)
          assert.deepEqual([status, text], [unknown.status, unknown.text], `${as}: ${status} ${text}`)
        }
      })
    }
  }

  test('the matrix has what there is to be had', () => assert.ok(count >= 15, String(count)))
})
