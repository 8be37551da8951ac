import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { change } from '../statements.ts'
import { accountsOf } from '../testing/accounts.ts'
import { createTestApp, type TestApp } from '../testing/test-app.ts'
import { DEFAULT_PREFERENCES } from './contract.ts'

const app = await createTestApp()
const { register } = accountsOf(app)

const url = '/api/v1/profile/preferences'
type Sender = Pick<TestApp, 'send'>
const read = async ({ send }: Sender) => (await send({ url })).json
const choose = ({ send }: Sender, body: unknown) => send({ method: 'PUT', url, body })

const store = change('test.store_preferences', (db, p: { userId: number; preferences: string }) =>
  db.updateTable('users').set({ preferences: p.preferences }).where('userId', '=', p.userId),
)

describe('preferences', () => {
  test('are the same for everybody who never chose', async () => {
    assert.deepEqual(await read(await register()), DEFAULT_PREFERENCES)
  })

  test('change by those that are sent, one by one, for their owner only', async () => {
    const [person, other] = [await register(), await register()]
    const calm = { voice_guidance: false, default_hold_seconds: 90 }
    const first = await choose(person, calm)
    assert.deepEqual([first.status, first.json], [200, { ...DEFAULT_PREFERENCES, ...calm }])
    const still = { reduced_motion: true, preparation_seconds: '0' }
    const all = { ...DEFAULT_PREFERENCES, ...calm, reduced_motion: true, preparation_seconds: 0 }
    assert.deepEqual((await choose(person, still)).json, all)
    assert.deepEqual((await choose(person, {})).json, all)
    assert.deepEqual(await read(person), all)
    assert.deepEqual(await read(other), DEFAULT_PREFERENCES)
  })

  test('that do not exist or hold what they cannot are refused, and nothing changes', async () => {
    const person = await register()
    const invalid: unknown[] = [
      { voice: true },
      { reminders: true, colour: 'green' },
      { voice_guidance: 'loud' },
      { voice_guidance: null },
      { default_hold_seconds: 9 },
      { default_hold_seconds: 601 },
      { preparation_seconds: 1.5 },
      JSON.parse('{ "constructor": 1 }'),
      [],
      null,
    ]
    for (const body of invalid) assert.equal((await choose(person, body)).status, 422, JSON.stringify(body))
    assert.equal((await choose(person, undefined)).status, 422)
    assert.deepEqual(await read(person), DEFAULT_PREFERENCES)
  })

  test('that were stored by other rules are what they are for everybody', async () => {
    const person = await register()
    const preferences = JSON.stringify({ voice_guidance: false, default_hold_seconds: 5000, gone: 1 })
    await store(app.deps.db, { userId: person.userId, preferences })
    assert.deepEqual(await read(person), { ...DEFAULT_PREFERENCES, voice_guidance: false })
  })

  test('of two devices that choose at once are all kept', async () => {
    const person = await register()
    await Promise.all([choose(person, { reminders: true }), choose(person, { reduced_motion: true })])
    const { reminders, reduced_motion } = await read(person)
    assert.deepEqual([reminders, reduced_motion], [true, true])
  })
})

describe('who may', () => {
  for (const method of ['GET', 'PUT'] as const) {
    test(`${method} /profile/preferences: everybody signed in, for themselves`, async () => {
      const body = method === 'PUT' ? { body: {} } : {}
      for (const as of ['user', 'other', 'admin'] as const)
        assert.equal((await app.send({ method, url, as, ...body })).status, 200, as)
      assert.equal((await app.send({ method, url, ...body })).status, 401)
    })
  }
})
