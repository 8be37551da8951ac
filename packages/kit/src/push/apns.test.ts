import assert from 'node:assert/strict'
import { createPublicKey, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { readConfig } from '../config/read-config.ts'
import { startBreakableLink } from '../testing/breakable-link.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { pushCertificate, startPushServer } from '../testing/push-server.ts'
import { readToken } from '../testing/push-subscription.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createApnsProvider } from './apns.ts'
import { apnsVariables, readApnsConfig } from './apns-config.ts'
import { createHttp2Connection } from './http2-connection.ts'
import { createProviderToken } from './provider-token.ts'
import { handTurnedSeconds, iphone, notification, signingKeys } from '../testing/push-samples.ts'
import { retryPauseMs } from './retry-pause.ts'

const MINUTE = 60
const log = { info() {} }
const ca = pushCertificate.cert

let database: TestDatabase
before(async () => {
  database = await createTestDatabase({ template: await kitTemplate() })
})
after(() => database.drop())

const publicKey = (() => {
  const { x, y } = createPublicKey(signingKeys.privateKey).export({ format: 'jwk' })
  const [left, right] = [x!, y!].map((part) => Buffer.from(part, 'base64url'))
  return Buffer.concat([Buffer.from([4]), left!, right!]).toString('base64url')
})()

/** A provider in a process of its own: several of one team share the database only. */
async function open(team: string = randomUUID()) {
  const seconds = handTurnedSeconds()
  const server = await startPushServer()
  const link = await startBreakableLink(server.port)
  const { privateKey: key } = signingKeys
  const options = { teamId: team, keyId: 'KEY', key, ca, db: database.db, log, ...seconds }
  const provider = createApnsProvider({ ...options, url: `https://127.0.0.1:${link.port}` })
  after(async () => {
    await provider.close()
    await link.close()
    await server.stop()
  })
  return {
    ...seconds,
    server,
    link,
    send: (more: object = {}) => provider.send({ ...notification(seconds.clock), ...more }, iphone),
    tokenOf: (index: number) => server.received.at(index)!.headers['authorization']!.slice('bearer '.length),
  }
}

test('a push has the headers and the payload that Apple describes', async () => {
  const { server, send, tokenOf, clock } = await open('TEAM')
  const id = randomUUID()
  await send({ id, category: 'GREETING', collapseKey: 'a' })
  const [push] = server.received
  const { authorization: _, host: _host, ...headers } = push!.headers
  const own = Object.entries(headers).filter(([name]) => name.startsWith('apns-'))
  assert.deepEqual(Object.fromEntries(own), {
    'apns-id': id,
    'apns-topic': 'com.example.app',
    'apns-push-type': 'alert',
    'apns-priority': '10',
    'apns-expiration': String(clock.nowMs() / 1000 + 120),
    'apns-collapse-id': 'a',
  })
  assert.equal(push!.path, `/3/device/${iphone.token}`)
  assert.deepEqual(JSON.parse(push!.body.toString()), {
    type: 'hello',
    data: { loudness: 'soft' },
    aps: {
      alert: { title: 'Hello', body: 'How are you?' },
      sound: 'default',
      category: 'GREETING',
      'thread-id': 'greetings',
      'content-available': 1,
    },
  })
  const { header, claims } = readToken(tokenOf(0), publicKey)
  assert.deepEqual(header, { alg: 'ES256', kid: 'KEY' })
  assert.deepEqual(claims, { iss: 'TEAM', iat: clock.nowMs() / 1000 })
})

describe('the provider token', () => {
  test('is one for all processes of a team, renewed after 50 minutes by one of them', async () => {
    const team = randomUUID()
    const { clock } = handTurnedSeconds()
    const process = () =>
      createProviderToken({ db: database.db, clock, teamId: team, keyId: 'KEY', key: signingKeys.privateKey })
    const processes = Array.from({ length: 5 }, process)
    const all = async () => new Set(await Promise.all(processes.map((one) => one.current())))
    const first = await all()
    assert.equal(first.size, 1)
    clock.advance(50 * MINUTE * 1000 - 1)
    assert.deepEqual(await all(), first)
    clock.advance(1)
    const second = await all()
    assert.equal(second.size, 1)
    assert.notDeepEqual(second, first)
    assert.deepEqual(
      new Set([await process().current()]),
      second,
      'a process that starts takes what there is',
    )
  })

  test('that is called expired is renewed once, and not before it is 20 minutes old', async () => {
    const { server, send, tick, tokenOf } = await open()
    const expired = { status: 403, body: { reason: 'ExpiredProviderToken' } }
    await send()
    tick(19 * MINUTE)
    server.next(expired)
    const answer = await send()
    assert.deepEqual(answer, { outcome: 'retry', reason: 'ExpiredProviderToken', afterMs: 60_000 })
    assert.equal(tokenOf(-1), tokenOf(0))
    tick(1 * MINUTE)
    server.next(expired)
    const id = randomUUID()
    assert.deepEqual(await send({ id }), { outcome: 'accepted' })
    assert.notEqual(tokenOf(-1), tokenOf(0))
    assert.deepEqual(
      server.received.slice(-2).map(({ headers }) => headers['apns-id']),
      [id, id],
    )
    server.next(expired)
    assert.equal((await send()).outcome, 'retry', 'the new one is young')
    assert.equal(tokenOf(-1), tokenOf(-2))
  })

  test('that changes too often leaves its connection, and the push waits', async () => {
    const { server, send } = await open()
    server.next({ status: 429, body: { reason: 'TooManyProviderTokenUpdates' } })
    const reason = 'TooManyProviderTokenUpdates'
    assert.deepEqual(await send(), { outcome: 'retry', reason, afterMs: 60_000 })
    assert.deepEqual(await send(), { outcome: 'accepted' })
    assert.equal(server.connections(), 2)
  })
})

test('what Apple says of a device and of a push is told apart', async () => {
  const { server, send, clock } = await open()
  const since = new Date(clock.nowMs() - 86_400_000)
  const said = async (status: number, reason: string, more: object = {}) => {
    server.next({ status, body: { reason, ...more } })
    return send()
  }
  const timestamp = since.getTime()
  assert.deepEqual(await said(410, 'Unregistered', { timestamp }), {
    outcome: 'gone',
    since,
    reason: 'Unregistered',
  })
  assert.deepEqual(await said(410, 'ExpiredToken', { timestamp }), {
    outcome: 'gone',
    since,
    reason: 'ExpiredToken',
  })
  const now = clock.now()
  const reason = 'BadDeviceToken'
  assert.deepEqual(await said(400, reason), { outcome: 'gone', since: now, reason })
  for (const [status, reason] of [
    [400, 'DeviceTokenNotForTopic'],
    [400, 'BadTopic'],
    [403, 'InvalidProviderToken'],
    [404, 'BadPath'],
    [413, 'PayloadTooLarge'],
  ] as const)
    assert.deepEqual(await said(status, reason), { outcome: 'rejected', reason })
  for (const [status, reason] of [
    [400, 'IdleTimeout'],
    [429, 'TooManyRequests'],
    [500, 'InternalServerError'],
    [503, 'ServiceUnavailable'],
    [503, 'Shutdown'],
  ] as const)
    assert.deepEqual(await said(status, reason), { outcome: 'retry', reason, afterMs: undefined })
})

describe('the connection', () => {
  test('that says good-bye is replaced; what it left unanswered goes out again, nothing twice', async () => {
    const { server, send } = await open()
    const ids = Array.from({ length: 6 }, () => randomUUID())
    await send()
    server.next('slow', 'slow', 'good-bye')
    const first = ids.slice(0, 3).map((id) => send({ id }))
    await server.waitFor(4)
    const later = ids.slice(3).map((id) => send({ id }))
    await server.waitFor(8)
    server.answer(200)
    server.answer(200)
    for (const { outcome } of await Promise.all([...first, ...later])) assert.equal(outcome, 'accepted')
    const got = server.received
      .slice(1)
      .map(({ headers, connection }) => ({ id: headers['apns-id'], connection }))
    assert.deepEqual(
      got.filter(({ connection }) => connection === 1).map(({ id }) => id),
      ids.slice(0, 3),
    )
    assert.deepEqual(
      got
        .filter(({ connection }) => connection === 2)
        .map(({ id }) => id)
        .toSorted(),
      ids.slice(2).toSorted(),
    )
  })

  test('is replaced after a refused stream, an error, and an answer that ends it', async () => {
    const { server, send } = await open()
    for (const behaviour of ['refuse', 'good-bye with an error', 'answer and good-bye'] as const) {
      server.next(behaviour)
      assert.deepEqual(await send(), { outcome: 'accepted' }, behaviour)
    }
    assert.deepEqual(await send(), { outcome: 'accepted' })
    assert.equal(server.received.length, 3 + 2 + 1)
    assert.equal(server.connections(), 3)
  })

  test('is pinged when it is idle, and replaced when the other side is silent', async () => {
    const { server, send, tick, link } = await open()
    await send()
    tick(45)
    await server.waitForPings(1)
    tick(9)
    // Its answer comes after that to the ping.
    assert.deepEqual(await send(), { outcome: 'accepted' })
    tick(10)
    assert.deepEqual(await send(), { outcome: 'accepted' })
    assert.equal(server.connections(), 1)
    link.stall()
    tick(45 + 10)
    await link.mend()
    assert.deepEqual(await send(), { outcome: 'accepted' })
    assert.equal(server.connections(), 2)
  })

  test('that falls silent under way is found out by its first late answer', async () => {
    const { server, send, tick, link } = await open()
    await send()
    link.stall()
    const late = send()
    await new Promise(setImmediate)
    tick(10)
    assert.equal((await late).outcome, 'retry')
    const waiting = send()
    await new Promise(setImmediate)
    tick(10)
    assert.equal((await waiting).outcome, 'retry')
    await link.mend()
    tick(2)
    assert.deepEqual(await send(), { outcome: 'accepted' })
    assert.ok(server.connections() >= 2)
  })

  test('carries many pushes at once; more wait for their turn, and too many are sent away', async () => {
    const server = await startPushServer()
    const { clock, everySecond } = handTurnedSeconds()
    const limits = { maxRunning: 2, maxWaiting: 1 }
    const connection = createHttp2Connection({
      origin: server.origin,
      ca,
      clock,
      log,
      everySecond,
      ...limits,
    })
    after(async () => {
      connection.close()
      await server.stop()
    })
    const post = () => connection.post({ ':method': 'POST', ':path': '/' }, Buffer.from('x'))
    server.next('slow', 'slow', 'slow')
    const [one, two, three] = [post(), post(), post()]
    await server.waitFor(2)
    await assert.rejects(post(), /too many requests wait/)
    assert.equal(server.received.length, 2)
    server.answer(200)
    assert.equal((await Promise.race([one, two])).status, 200)
    await server.waitFor(3)
    server.answer(201)
    server.answer(202)
    const statuses = (await Promise.all([one, two, three])).map(({ status }) => status)
    assert.deepEqual(statuses.toSorted(), [200, 201, 202])
  })

  test('is not opened in a hurry to a server that cannot be reached', async () => {
    const { server, send, tick, link } = await open()
    await link.cut()
    for (let i = 0; i < 3; i++) assert.equal((await send()).outcome, 'retry')
    await link.mend()
    assert.equal((await send()).outcome, 'retry', 'half a second has not passed')
    tick(2)
    assert.deepEqual(await send(), { outcome: 'accepted' })
    assert.equal(server.connections(), 1)
  })
})

test('pauses grow, differ, and are not shorter than the provider asks for', () => {
  const pauses = [1, 2, 3, 6, 7, 99].map((attempt) => retryPauseMs(attempt, 0, () => 1))
  assert.deepEqual(pauses, [1000, 2000, 4000, 30_000, 30_000, 30_000])
  assert.equal(
    retryPauseMs(1, 0, () => 0),
    500,
  )
  assert.equal(
    retryPauseMs(1, 7000, () => 0),
    7500,
  )
})

describe('the configuration', () => {
  const pem = signingKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const read = (env: Record<string, string>, production = false) =>
    readApnsConfig(readConfig(apnsVariables, env, { production }), { production })
  const whole = { APNS_KEY_ID: 'KEY', APNS_TEAM_ID: 'TEAM', APNS_KEY: pem }

  test('takes the key as text or as a file, and may be left out altogether', async () => {
    const file = path.join(tmpdir(), `push-${randomUUID()}.p8`)
    await writeFile(file, pem)
    const { APNS_KEY: _, ...rest } = whole
    for (const env of [
      whole,
      { ...whole, APNS_KEY: pem.replaceAll('\n', '\\n') },
      { ...rest, APNS_KEY_PATH: file },
    ]) {
      const { key, ...said } = read(env)!
      assert.deepEqual(said, { teamId: 'TEAM', keyId: 'KEY', url: undefined })
      assert.ok(key.equals(signingKeys.privateKey))
    }
    assert.equal(read({}), undefined)
    assert.equal(read({}, true), undefined)
  })

  test('that is incomplete or wrong stops the start, without showing the key', () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ APNS_KEY: pem }, /APNS_KEY_ID and APNS_TEAM_ID belong together/],
      [{ APNS_KEY_ID: 'KEY', APNS_TEAM_ID: 'TEAM' }, /APNS_KEY_PATH or APNS_KEY holds the key/],
      [{ ...whole, APNS_KEY_PATH: '/x' }, /set one of them/],
      [{ ...whole, APNS_KEY: 'secret' }, /APNS_KEY: that is not a key of the curve P-256/],
      [{ APNS_KEY_ID: 'K', APNS_TEAM_ID: 'T', APNS_KEY_PATH: '/nowhere.p8' }, /the file cannot be read/],
    ]
    for (const [env, expected] of cases)
      assert.throws(
        () => read(env),
        ({ message }: Error) => expected.test(message) && !message.includes('secret'),
      )
    assert.throws(() => read({ ...whole, APNS_URL: 'http://127.0.0.1:9' }, true), /over `https` only/)
  })
})
