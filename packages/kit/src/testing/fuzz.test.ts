import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { endpoint } from '../http/endpoint.ts'
import { handlerFor, type Principal } from '../http/handler.ts'
import { bareErrorFormat, createBareServer } from './bare-server.ts'
import { fuzz } from './fuzz.ts'
import { sendOverSocket } from './send-over-socket.ts'

const handle = handlerFor<object, Principal>()
const shared = {
  method: 'GET',
  permission: 'public',
  limit: 'none',
  summary: 's',
  responses: { 204: null },
  statements: 0,
  examples: [],
} as const
let hungUp = 0
const bindings = [
  handle(endpoint({ ...shared, id: 'test.answer', path: '/answer' }), () => undefined),
  handle(endpoint({ ...shared, id: 'test.hang_up', path: '/hang-up' }), ({ request }) => {
    hungUp++
    request.raw.socket.destroy()
  }),
]

test('whoever hangs up instead of answering is found, and the others go on being asked', async () => {
  const server = createBareServer(bindings)
  after(() => server.close())
  const { sent, statuses, findings } = await fuzz({
    mounts: [{ prefix: '', bindings }],
    errorFormat: bareErrorFormat,
    send: await sendOverSocket(server, async (name) => name),
    count: 150,
    seed: 1,
    restore: async () => {},
  })
  assert.equal(sent, 150)
  // Some requests get no further than the server: they name no host.
  assert.ok(hungUp > 40)
  assert.equal(findings.length, hungUp)
  for (const { operation, problem } of findings) {
    assert.equal(operation, 'test.hang_up')
    assert.match(problem, /^no answer: /)
  }
  assert.equal(
    [...statuses.values()].reduce((sum, times) => sum + times),
    150 - hungUp,
  )
})

test('a seed makes the same requests in one run and in several', async () => {
  const requestsOf = async (count: number, skip: number) => {
    const urls: string[] = []
    await fuzz({
      mounts: [{ prefix: '', bindings }],
      errorFormat: bareErrorFormat,
      send: async ({ method, url }) => {
        urls.push(`${method} ${url}`)
        return { status: 204, headers: { 'x-request-id': 'r' }, text: '', json: undefined }
      },
      count,
      skip,
      seed: 7,
      restore: async () => {},
    })
    return urls.toSorted()
  }
  const several = [...(await requestsOf(100, 0)), ...(await requestsOf(100, 100))]
  assert.deepEqual(several.toSorted(), await requestsOf(200, 0))
})
