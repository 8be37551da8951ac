import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { vapidKeys } from '@groundwork/kit/push/vapid'
import { startBreakableLink } from '@groundwork/kit/testing/breakable-link'
import { startPushServer } from '@groundwork/kit/testing/push-server'
import { subscribeAt } from '@groundwork/kit/testing/push-subscription'
import { createTestApp } from '../testing/test-app.ts'
import { listen, openLive } from '../testing/live-client.ts'
import { phonesOf, type Phone } from '../testing/phones.ts'

const apple = await startPushServer(200, 'h2c')
const mozilla = await startPushServer(201, 'http')
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const vapidKey = privateKey.export({ format: 'jwk' }).d!
const app = await createTestApp({
  env: {
    APNS_KEY_ID: 'KEY',
    APNS_TEAM_ID: 'TEAM',
    APNS_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    APNS_URL: apple.origin,
    APNS_BUNDLE_ID: 'com.example.navi',
    APNS_WATCH_BUNDLE_ID: 'com.example.navi.watch',
    VAPID_PRIVATE_KEY: vapidKey,
    VAPID_SUBJECT: 'mailto:ops@example.com',
    WEB_PUSH_PRIVATE_ORIGINS: mozilla.origin,
  },
})
after(() => Promise.all([apple.stop(), mozilla.stop(), link.close()]))
const { clock, jobs, tick } = app
const base = await listen(app)
const link = await startBreakableLink(Number(new URL(base).port))
const { newPair } = phonesOf(app)

let tokens = 0
const newToken = () => (++tokens).toString(16).padStart(64, '0')
const register = (phone: Phone, deviceToken: string, more: object = {}) =>
  phone.send({ method: 'PUT', url: '/api/auth/device-token', body: { deviceToken, ...more } })
const subscribe = (phone: Phone, subscription: object) =>
  phone.send({ method: 'PUT', url: '/api/push/subscription', body: subscription })
const devicesOf = async (phone: Phone) => (await phone.get('/auth/devices')).json.devices

/** A pair of which the second has an iPhone. */
async function pairWithPhone() {
  const [maya, noor] = await newPair()
  const token = newToken()
  await register(noor, token)
  const tap = async (body: object = {}) => (await maya.post('/tap/send', body)).json
  const statusOf = async (tapId: string) => {
    const { taps } = (await noor.get('/tap/history')).json
    return taps.find(({ id }: { id: string }) => id === tapId).status
  }
  return { maya, noor, token, tap, statusOf, pushes: () => pushesTo(token) }
}

const pushesTo = (token: string) => apple.received.filter(({ path }) => path === `/3/device/${token}`)

/** What is due after the half second that a live connection has. */
async function runPushes(afterMs = 500) {
  clock.advance(afterMs)
  return (await jobs.runPending()).filter(({ job }) => job === 'taps.push')
}

describe('a tap to somebody who is not connected [N4]', () => {
  test('is pushed to the phone, as the app on it expects', async () => {
    const { maya, tap, statusOf, pushes } = await pairWithPhone()
    const { tapId, status, delivered } = await tap({ intensity: 'strong', pattern: 'heartbeat' })
    assert.deepEqual([status, delivered], ['accepted', false])
    await runPushes()
    const [push, ...others] = pushes()
    assert.equal(others.length, 0)
    const { aps, ...fields } = JSON.parse(push!.body.toString())
    const { 'thread-id': thread, ...shown } = aps
    assert.match(thread, /^[0-9a-f-]{36}$/)
    assert.deepEqual(shown, {
      alert: { title: 'Tap Received', body: 'You received a strong heartbeat tap' },
      sound: 'default',
      category: 'TAP_RECEIVED',
      'content-available': 1,
    })
    const { timestamp, ...data } = fields.data
    assert.equal(fields.type, 'tap')
    assert.deepEqual(data, { fromUserId: maya.userId, intensity: 'strong', pattern: 'heartbeat', tapId })
    assert.equal(push!.headers['apns-id'], tapId)
    assert.equal(push!.headers['apns-topic'], 'com.example.navi')
    assert.equal(Number(push!.headers['apns-expiration']) * 1000, Date.parse(timestamp) + 120_000)
    assert.equal(await statusOf(tapId), 'push_accepted')
    await runPushes(60_000)
    assert.equal(pushes().length, 1)
  })

  test('is pushed to every device by the provider of each, and to none that cannot be', async () => {
    const { noor, tap, pushes } = await pairWithPhone()
    const browser = subscribeAt(mozilla.origin)
    const { endpoint, p256dh, auth } = browser
    await register(noor, newToken(), { platform: 'watchos', environment: 'sandbox' })
    await register(noor, 'simulator_0F1D')
    const subscribed = await subscribe(noor, { endpoint, expirationTime: null, keys: { p256dh, auth } })
    const { tapId } = await tap({ pattern: 'double' })
    await runPushes()
    assert.equal(pushes().length, 1)
    assert.equal(apple.received.at(-1)!.headers['apns-id'], tapId)
    const topics = apple.received.slice(-2).map(({ headers }) => headers['apns-topic'])
    assert.deepEqual(topics.toSorted(), ['com.example.navi', 'com.example.navi.watch'])
    const push = mozilla.received.find(({ path }) => endpoint.endsWith(path))
    const { id, alert, type, data } = browser.read(push!.body) as Record<string, Record<string, unknown>>
    assert.deepEqual([id, type], [tapId, 'tap'])
    assert.deepEqual(alert, { title: 'Tap Received', body: 'You received a medium double tap' })
    assert.equal(data!['pattern'], 'double')
    const ids = (await devicesOf(noor)).map(({ deviceId }: { deviceId: string }) => deviceId)
    assert.ok(ids.includes(subscribed.json.deviceId))
  })

  test('is pushed once more, under its id, while the provider is busy, and as late as the provider says', async () => {
    const { tap, statusOf, pushes } = await pairWithPhone()
    apple.next({ status: 503, headers: { 'retry-after': '20' } }, { status: 500 })
    const { tapId } = await tap()
    await runPushes()
    await runPushes(20_000)
    assert.equal(pushes().length, 1)
    await runPushes(2_000)
    assert.equal(pushes().length, 2)
    await runPushes(5_000)
    const ids = pushes().map(({ headers }) => headers['apns-id'])
    assert.deepEqual(ids, [tapId, tapId, tapId])
    assert.equal(await statusOf(tapId), 'push_accepted')
  })

  test('expires when the provider is away for as long as it is worth feeling', async () => {
    const { tap, statusOf, pushes } = await pairWithPhone()
    await apple.stop()
    const { tapId } = await tap()
    for (let i = 0; i < 20; i++) await runPushes(10_000)
    assert.equal(await statusOf(tapId), 'expired')
    await apple.start()
    await runPushes(60_000)
    assert.equal(pushes().length, 0)
    assert.equal((await jobs.runPending()).length, 0)
  })

  test('that expires while it is pushed has expired: no device refused it in time', async () => {
    const { tap, statusOf } = await pairWithPhone()
    const { tapId } = await tap({ tappedAt: new Date(clock.nowMs() - 115_000).toISOString() })
    apple.next('slow')
    const got = apple.waitFor(apple.received.length + 1)
    const pushed = runPushes()
    await got
    clock.advance(5_000)
    apple.answer(400)
    await pushed
    await runPushes(180_000)
    assert.equal(await statusOf(tapId), 'expired')
  })

  test('is not pushed when it came too late, nor when the pair has ended', async () => {
    const { maya, tap, pushes } = await pairWithPhone()
    await tap({ tappedAt: new Date(clock.nowMs() - 180_000).toISOString() })
    await tap()
    await maya.send({ method: 'DELETE', url: '/api/pairing/unpair' })
    await runPushes()
    assert.equal(pushes().length, 0)
  })

  test('is pushed to the devices that are left when one has accepted and one was busy', async () => {
    const { noor, token, tap } = await pairWithPhone()
    clock.advance(1000)
    const busy = newToken()
    await register(noor, busy)
    apple.next({ status: 503 })
    await tap()
    await runPushes()
    await runPushes(2_000)
    assert.deepEqual([pushesTo(token).length, pushesTo(busy).length].toSorted(), [1, 2])
  })
})

describe('a device that the provider does not know any more', () => {
  test('is not pushed to again, with the reason, until it registers anew', async () => {
    const { noor, token, tap, statusOf, pushes } = await pairWithPhone()
    clock.advance(60_000)
    apple.next({ status: 410, body: { reason: 'Unregistered', timestamp: clock.nowMs() - 1000 } })
    const { tapId } = await tap()
    await runPushes()
    assert.equal((await devicesOf(noor))[0].disabledReason, 'Unregistered')
    await tap()
    await runPushes()
    assert.equal(pushes().length, 1)
    await runPushes(180_000)
    assert.equal(await statusOf(tapId), 'failed', 'nobody was left to take it')
    await register(noor, token)
    await tap()
    await runPushes()
    assert.equal(pushes().length, 2)
  })

  test('stays when it was registered after that', async () => {
    const { noor, tap } = await pairWithPhone()
    apple.next({ status: 410, body: { reason: 'Unregistered', timestamp: clock.nowMs() - 1000 } })
    await tap()
    await runPushes()
    assert.equal((await devicesOf(noor))[0].disabledReason, null)
  })
})

describe('a tap that a live connection brings', () => {
  test('is not pushed; one that is not confirmed there is', async () => {
    const { noor, tap, statusOf, pushes } = await pairWithPhone()
    const live = await openLive(`${link.through(base)}?token=${noor.token}`)
    await live.next('auth_success')
    const felt = await tap()
    await live.next('tap_received')
    while ((await statusOf(felt.tapId)) !== 'confirmed') continue
    assert.deepEqual(await runPushes(), [], 'its job was called off')
    link.stall()
    const lost = await tap()
    assert.equal(lost.delivered, true)
    await runPushes()
    assert.equal(pushes().length, 0)
    // The time to confirm it is over; the push follows once that has been recorded.
    tick(6)
    while (pushes().length === 0) await jobs.runPending()
    assert.deepEqual(
      pushes().map(({ headers }) => headers['apns-id']),
      [lost.tapId],
    )
    await link.cut()
    assert.deepEqual([await statusOf(felt.tapId), await statusOf(lost.tapId)], ['confirmed', 'push_accepted'])
  })

  test('after its push was accepted, does not bring it again', async () => {
    const { noor, tap } = await pairWithPhone()
    await tap()
    await runPushes()
    const live = await openLive(`${base}/?token=${noor.token}`)
    await live.next('auth_success')
    const { tapId } = await tap()
    assert.equal((await live.next('tap_received'))['id'], tapId)
    assert.equal(live.frames.filter(({ type }) => type === 'tap_received').length, 1)
    await live.close()
  })
})

test('browsers subscribe with our key, and to no server in a private network', async () => {
  const [maya] = await newPair()
  const { publicKey } = (await maya.get('/push/key')).json
  assert.equal(publicKey, vapidKeys(vapidKey, 'mailto:ops@example.com').publicKey)
  const { p256dh, auth } = subscribeAt('')
  const keys = { p256dh, auth }
  const refused = [
    { endpoint: 'https://10.0.0.1/push', keys },
    { endpoint: 'nowhere', keys },
    { endpoint: `${mozilla.origin}/push/x`, keys: { p256dh, auth: 'short' } },
  ]
  for (const subscription of refused)
    assert.equal((await subscribe(maya, subscription)).json.code, 'INVALID_SUBSCRIPTION')
  const unstorable = [
    { endpoint: `${mozilla.origin}/push/\0`, keys },
    { endpoint: `${mozilla.origin}/push/x`, keys: { p256dh, auth: `${auth}\0` } },
  ]
  for (const subscription of unstorable)
    assert.equal((await subscribe(maya, subscription)).json.code, 'INVALID_INPUT')
})
