import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { openLive, type Frame, type LiveClient } from '../src/testing/live-client.ts'
import { startProcess } from './start-process.ts'

/**
 * The phone application that is in use: it looks at no status, decodes every answer into a struct of its own, opens one socket and
 * never another, sends one frame and never acknowledges.
 */
class Undecodable extends Error {}

type Fields = Record<string, 'string' | 'boolean' | 'integer' | 'string?'>

function decode(fields: Fields, value: unknown): Record<string, unknown> {
  const object = value as Record<string, unknown>
  for (const [name, type] of Object.entries(fields)) {
    const field = object[name]
    if (type.endsWith('?') && (field === undefined || field === null)) continue
    const fits = type === 'integer' ? Number.isInteger(field) : typeof field === type.replace('?', '')
    if (!fits) throw new Undecodable(`${name} is no ${type} in ${JSON.stringify(value)}`)
  }
  return object
}

const structs = {
  auth: { userId: 'string', token: 'string', message: 'string' },
  status: { paired: 'boolean', partnerId: 'string?', pairedAt: 'string?' },
  code: { pairingCode: 'string', expiresIn: 'integer' },
  join: { message: 'string', partnerId: 'string' },
  tapped: { message: 'string', delivered: 'boolean', tapId: 'string', sentAt: 'string' },
  frame: { type: 'string', timestamp: 'string?', message: 'string?' },
  oldestFrame: { type: 'string', timestamp: 'string' },
  tap: {
    fromUserId: 'string',
    toUserId: 'string',
    intensity: 'string',
    pattern: 'string',
    timestamp: 'string',
    id: 'string',
  },
} satisfies Record<string, Fields>

/** `pairedAt` is read by a formatter that knows no fractions of a second. */
const READABLE_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)$/

async function launch(url: string) {
  const call = async (method: string, path: string, struct: Fields, body?: object, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    return decode(struct, await answer.json())
  }
  const deviceToken = `simulator_${crypto.randomUUID()}`
  const { userId, token } = await call('POST', '/auth/register', structs.auth, { deviceToken })
  const live = await openLive(url.replace('http:', 'ws:'))
  live.send({ type: 'auth', token })
  const asked = (method: string, path: string, struct: Fields, body?: object) =>
    call(method, path, struct, body, String(token))
  return { userId, token, live, asked }
}

/** The taps of a socket, as the application reads its frames: what does not decode is dropped without a word. */
const tapsOf = ({ frames }: LiveClient): Frame[] =>
  frames
    .map((frame) => decode(structs.frame, frame) as Frame)
    .filter(({ type }) => type === 'tap_received')
    .map((frame) => decode(structs.tap, frame) as Frame)

// PostgreSQL, where there is one, starts sooner than the embedded database, which the long tests start.
const database = await createTestDatabase()
const navi = await startProcess({ env: { ...(database.url && { NAVI_DATABASE_URL: database.url }) } })
after(async () => {
  assert.equal(await navi.stop(), 0)
  await database.drop()
})

describe('two phones of today', async () => {
  const maya = await launch(navi.url)
  const noor = await launch(navi.url)

  test('pair: the one that shows the code learns it by a frame, and by asking', async () => {
    const { pairingCode } = await maya.asked('POST', '/pairing/create', structs.code)
    for (let i = 0; i < 20; i++)
      assert.equal((await maya.asked('GET', '/pairing/status', structs.status))['paired'], false)
    const { partnerId } = await noor.asked('POST', '/pairing/join', structs.join, { pairingCode })
    assert.equal(partnerId, maya.userId)
    decode(structs.frame, await maya.live.next('paired'))
    const status = await maya.asked('GET', '/pairing/status', structs.status)
    assert.deepEqual([status['paired'], status['partnerId']], [true, noor.userId])
    assert.match(String(status['pairedAt']), READABLE_DATE)
  })

  test('take a refusal for one, although they look at no status', async () => {
    await assert.rejects(maya.asked('POST', '/pairing/create', structs.code), Undecodable)
    await assert.rejects(
      maya.asked('POST', '/pairing/join', structs.join, { pairingCode: '000000' }),
      Undecodable,
    )
    assert.equal(
      (await maya.live.next('paired'))['partnerId'],
      noor.userId,
      'and are led back to their partner',
    )
  })

  test('tap each other in all twelve ways, each felt once', async () => {
    for (const intensity of ['light', 'medium', 'strong'])
      for (const pattern of ['single', 'double', 'triple', 'heartbeat']) {
        const tapped = await maya.asked('POST', '/tap/send', structs.tapped, { intensity, pattern })
        assert.equal(tapped['delivered'], true)
        assert.match(String(tapped['message']), /successfully/)
        await noor.live.next('tap_received')
      }
    const taps = tapsOf(noor.live)
    assert.equal(taps.length, 12)
    assert.equal(new Set(taps.map(({ id }) => id)).size, 12)
  })

  test('unpair: the other one is told', async () => {
    await noor.asked('DELETE', '/pairing/unpair', { message: 'string' })
    decode(structs.frame, await maya.live.next('unpaired'))
  })

  test('the oldest one signs on by its address, and needs a time in every frame', async () => {
    const oldest = await openLive(`${navi.url.replace('http:', 'ws:')}/?token=${String(maya.token)}`)
    await oldest.next('auth_success')
    const { pairingCode } = await maya.asked('POST', '/pairing/create', structs.code)
    await noor.asked('POST', '/pairing/join', structs.join, { pairingCode })
    await oldest.next('paired')
    for (const frame of oldest.frames) decode(structs.oldestFrame, frame)
    await oldest.close()
  })
})
