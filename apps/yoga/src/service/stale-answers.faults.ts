import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Cache } from '@groundwork/kit/cache/cache'
import type { Endpoint, Example } from '@groundwork/kit/http/endpoint'
import { EXAMPLE_REQUEST_ID } from '@groundwork/kit/openapi/shared-parts'
import { APP_SCHEMAS } from '@groundwork/kit/testing/app-template'
import { fillExample, requestOf, type SentRequest } from '@groundwork/kit/testing/example-request'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { createApp, mounts } from '../app.ts'
import { exampleStates } from '../testing/replay.ts'
import { createTestApp, TEST_START } from '../testing/test-app.ts'

const app = await createTestApp()
const { clock, deps, jobs } = app
let asked = 0
/** Keeps nothing, and counts who would have asked it. */
const nothingKept: Cache = {
  wrap: (_entry, load) => {
    asked++
    return load()
  },
  along: (_entry, read) => {
    asked++
    return read(undefined, () => {})
  },
  invalidate: async () => {},
  clear: async () => {},
}
const uncached = createApp({ ...deps, cache: nothingKept }, { strict: true })
after(() => uncached.close())
const sendUncached = app.sendTo(uncached)

const returnToSignIns = await app.keepSignIns()
const { restore } = await createRestorePoint(deps.db, APP_SCHEMAS)
const goBack = async () => {
  clock.set(TEST_START)
  await restore()
  await returnToSignIns()
}

const endpoints = mounts.flatMap(({ prefix, bindings }) =>
  bindings.map(({ endpoint }) => ({ prefix, endpoint })),
)
const succeeds = ({ answers }: Example) =>
  answers === undefined || (typeof answers === 'number' && answers < 400)

function requestFrom(prefix: string, endpoint: Endpoint, example: Example, values = {}): SentRequest {
  const request = requestOf(prefix, endpoint, fillExample(endpoint, example, values))
  return { ...request, headers: { ...request.headers, 'x-request-id': EXAMPLE_REQUEST_ID } }
}

/** Every request of an example that is answered from the cache, where it is optional also by somebody signed in. */
async function listCached(): Promise<SentRequest[]> {
  const found: SentRequest[] = []
  for (const { prefix, endpoint } of endpoints.filter(({ endpoint: { method } }) => method === 'GET')) {
    // Those that name something of their state are about one person's sequences, which are not cached.
    const examples = endpoint.examples.filter((one) => succeeds(one) && !JSON.stringify(one).includes('"{'))
    for (const example of examples) {
      const request = requestFrom(prefix, endpoint, example)
      const callers = endpoint.permission === 'optional' ? (['guest', 'user'] as const) : [request.as]
      for (const as of callers) {
        const before = asked
        await sendUncached({ ...request, as })
        if (asked > before) found.push({ ...request, as })
      }
    }
  }
  return found
}

await goBack()
const cached = await listCached()

test('what is compared is what is cached', () => {
  const paths = new Set(cached.map(({ url }) => url.replace('/api/v1', '').replace(/\?.*/, '')))
  for (const path of ['/auth/me', '/stats', '/calendar', '/history', '/goals', '/favorites', '/achievements'])
    assert.ok(paths.has(path), path)
  for (const path of ['/poses', '/sequences', '/sequences/1', '/search']) assert.ok(paths.has(path), path)
})

for (const { prefix, endpoint } of endpoints) {
  if (endpoint.method === 'GET') continue
  for (const example of endpoint.examples.filter(succeeds)) {
    test(`nothing stale is answered after ${endpoint.id}: ${example.name}`, async () => {
      await goBack()
      const values = example.given === undefined ? {} : await exampleStates.make(example.given, app)
      const change = requestFrom(prefix, endpoint, example, values)
      for (const request of cached) await app.send(request)
      clock.advance(1000)
      const { status, text } = await app.send(change)
      assert.ok(status < 400, text)
      const compare = async () => {
        for (const request of cached) {
          const [known, fresh] = [await app.send(request), await sendUncached(request)]
          assert.deepEqual(
            [known.status, known.text],
            [fresh.status, fresh.text],
            `${request.as} ${request.url}`,
          )
        }
      }
      await compare()
      await jobs.runPending()
      await compare()
    })
  }
}
