import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { readConfig } from '../config/read-config.ts'
import { isPublicAddress } from '../http/public-address.ts'
import { pushCertificate, startPushServer } from '../testing/push-server.ts'
import { readToken, subscribeAt } from '../testing/push-subscription.ts'
import { handTurnedSeconds, notification, signingKeys, vapid } from '../testing/push-samples.ts'
import { createWebPushProvider } from './web-push.ts'
import { readWebPushConfig, webPushVariables } from './web-push-config.ts'
import { areSubscriptionKeys, encryptWebPush } from './web-push-encryption.ts'

const HOUR_MS = 3_600_000

test('the example of RFC 8291 is encrypted as it says', () => {
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  const keys = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  }
  const body = encryptWebPush(
    Buffer.from('When I grow up, I want to be a watermelon'),
    keys,
    bytes('DGv6ra1nlYgDCS1FRnbzlw'),
    bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
  )
  assert.equal(
    body.toString('base64url'),
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
  assert.ok(areSubscriptionKeys(keys))
  assert.ok(!areSubscriptionKeys({ ...keys, auth: 'BTBZ' }))
  assert.ok(!areSubscriptionKeys({ ...keys, p256dh: `A${keys.p256dh.slice(1)}` }))
})

async function open({ isPrivateAllowed = true } = {}) {
  const seconds = handTurnedSeconds()
  const server = await startPushServer(201)
  const privateOrigins = isPrivateAllowed ? [server.origin] : []
  const provider = createWebPushProvider({ vapid, privateOrigins, ca: pushCertificate.cert, ...seconds })
  after(async () => {
    await provider.close()
    await server.stop()
  })
  const browser = subscribeAt(server.origin)
  const send = (more: object = {}, to: object = {}) =>
    provider.send({ ...notification(seconds.clock), ...more }, { ...browser, ...to })
  return { ...seconds, server, provider, browser, send }
}

test('a push is signed for its push service and readable by its browser only', async () => {
  const { server, browser, send, clock } = await open()
  const id = randomUUID()
  await send({ id })
  const [push] = server.received
  assert.equal(browser.read(push!.body)['id'], id)
  assert.throws(() => subscribeAt(server.origin).read(push!.body))
  assert.equal(push!.headers['content-encoding'], 'aes128gcm')
  const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(push!.headers['authorization']!)!
  assert.equal(key, vapid.publicKey)
  const { claims } = readToken(token!, key!)
  const exp = clock.nowMs() / 1000 + 12 * 3600
  assert.deepEqual(claims, { aud: server.origin, exp, sub: 'mailto:ops@example.com' })
  const header = (index: number) => server.received.at(index)!.headers['authorization']
  const expiresAt = new Date(clock.nowMs() + 24 * HOUR_MS)
  clock.advance(10 * HOUR_MS)
  await send({ expiresAt })
  assert.equal(header(-1), header(0), 'signed once for many')
  clock.advance(HOUR_MS)
  await send({ expiresAt })
  assert.notEqual(header(-1), header(0))
})

describe('an endpoint that somebody made up', () => {
  test('leads into no private network unless that is configured', async () => {
    const { server, send, browser } = await open({ isPrivateAllowed: false })
    const refused = { outcome: 'rejected', reason: 'private address' }
    for (const endpoint of [
      browser.endpoint,
      'https://localhost/push',
      'https://127.0.0.1/push',
      'https://2130706433/push',
      'https://0x7f.1/push',
      'https://[::1]/push',
      'https://[::ffff:127.0.0.1]/push',
      'https://10.0.0.7/push',
      'https://169.254.169.254/latest/meta-data',
      'http://updates.example.com/push',
      'https://updates.example.com:8443/push',
      'ftp://updates.example.com/push',
    ])
      assert.deepEqual(await send({}, { endpoint }), refused, endpoint)
    assert.equal(server.connections(), 0)
  })

  test('does not lead there by a redirection either', async () => {
    const { server, send, browser } = await open()
    server.next({ status: 307, headers: { location: browser.endpoint } })
    assert.deepEqual(await send(), { outcome: 'rejected', reason: 'status 307' })
    assert.equal(server.received.length, 1)
  })

  test('is told by its address: what the registries call special is not public', () => {
    const special = [
      '0.0.0.0',
      '100.64.0.1',
      '172.31.9.9',
      '192.168.1.1',
      '198.19.0.1',
      '224.0.0.1',
      '255.255.255.255',
    ]
    const special6 = [
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      'ff02::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '64:ff9b::7f00:1',
    ]
    for (const address of [...special, ...special6, 'example.com', ''])
      assert.equal(isPublicAddress(address), false, address)
    for (const address of ['17.57.146.20', '142.250.74.42', '172.32.0.1', '2a00:1450:4001:82b::200a'])
      assert.equal(isPublicAddress(address), true, address)
  })
})

test('keys that are no point of the curve are no subscription', async () => {
  const { server, send } = await open()
  const p256dh = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url')
  assert.deepEqual(await send({}, { p256dh }), { outcome: 'rejected', reason: 'not a subscription' })
  assert.equal(server.received.length, 0)
})

test('a subscription that is not found is gone', async () => {
  const { server, send, clock } = await open()
  server.next({ status: 404 })
  assert.deepEqual(await send(), { outcome: 'gone', since: clock.now(), reason: 'status 404' })
})

test('the configuration is whole or absent', () => {
  const read = (env: Record<string, string>, production = false) =>
    readWebPushConfig(readConfig(webPushVariables, env, { production }), { production })
  const { d } = signingKeys.privateKey.export({ format: 'jwk' })
  const whole = { VAPID_PRIVATE_KEY: d!, VAPID_SUBJECT: 'mailto:ops@example.com' }
  assert.equal(read({}, true), undefined)
  assert.equal(read(whole, true)!.vapid.publicKey, vapid.publicKey)
  const cases: [Record<string, string>, RegExp][] = [
    [{ VAPID_SUBJECT: whole.VAPID_SUBJECT }, /belong together/],
    [{ ...whole, VAPID_SUBJECT: 'ops' }, /VAPID_SUBJECT is neither/],
    [{ ...whole, VAPID_PRIVATE_KEY: 'secret' }, /VAPID_PRIVATE_KEY is not a private key/],
    [{ ...whole, WEB_PUSH_PRIVATE_ORIGINS: 'push.internal' }, /WEB_PUSH_PRIVATE_ORIGINS/],
    [{ ...whole, WEB_PUSH_PRIVATE_ORIGINS: 'http://push.internal' }, /over `https` only/],
  ]
  for (const [env, expected] of cases)
    assert.throws(
      () => read(env, true),
      ({ message }: Error) => expected.test(message) && !message.includes('secret'),
    )
})
