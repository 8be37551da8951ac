import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createRegistry } from '../telemetry/registry.ts'
import type { FakeClock } from '../testing/fake-clock.ts'
import {
  pushCertificate,
  startPushServer,
  type PushServer,
  type ReceivedPush,
} from '../testing/push-server.ts'
import { subscribeAt } from '../testing/push-subscription.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createApnsProvider } from './apns.ts'
import type { PushNotification, PushProvider } from './notification.ts'
import { createPushWatch } from './observe-push.ts'
import { handTurnedSeconds, iphone, notification, signingKeys, vapid } from '../testing/push-samples.ts'
import { createWebPushProvider } from './web-push.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase({ template: await kitTemplate() })
})
after(() => database.drop())

/** A provider on a server of its own, and what both are asked. */
interface Subject {
  clock: FakeClock
  server: PushServer
  provider: PushProvider<unknown>
  device: unknown
  send(
    more?: Partial<PushNotification>,
    device?: unknown,
    signal?: AbortSignal,
  ): ReturnType<PushProvider<unknown>['send']>
  /** Lets seconds go by, on the clock and for the provider. */
  tick(seconds: number): void
  /** What a push that arrived says. */
  read(push: ReceivedPush): unknown
  lifetimeOf(push: ReceivedPush): unknown
  urgencyOf(push: ReceivedPush): unknown
  collapseKeyOf(push: ReceivedPush): unknown
}

const closing: (() => Promise<void>)[] = []
after(async () => {
  for (const close of closing) await close()
})

async function apnsSubject(): Promise<Subject> {
  const { everySecond, ...own } = { ...handTurnedSeconds(), server: await startPushServer() }
  const { server, clock } = own
  const provider = createApnsProvider({
    teamId: randomUUID(),
    keyId: 'KEY',
    key: signingKeys.privateKey,
    url: server.origin,
    ca: pushCertificate.cert,
    db: database.db,
    clock,
    log: { info() {} },
    everySecond,
  })
  closing.push(provider.close, server.stop)
  const device = iphone
  return {
    ...own,
    provider: provider as PushProvider<unknown>,
    device,
    send: (more, to = device, signal) =>
      provider.send({ ...notification(clock), ...more }, to as typeof device, signal),
    read: ({ body }) => {
      const { aps, ...fields } = JSON.parse(body.toString())
      return { alert: aps.alert, thread: aps['thread-id'], ...fields }
    },
    lifetimeOf: ({ headers }) => Number(headers['apns-expiration']) - clock.nowMs() / 1000,
    urgencyOf: ({ headers }) => ({ 10: 'high', 5: 'normal', 1: 'low' })[headers['apns-priority']!],
    collapseKeyOf: ({ headers }) => headers['apns-collapse-id'],
  }
}

async function webSubject(): Promise<Subject> {
  const { everySecond, ...own } = { ...handTurnedSeconds(), server: await startPushServer(201) }
  const { server, clock } = own
  const options = { vapid, privateOrigins: [server.origin], ca: pushCertificate.cert }
  const provider = createWebPushProvider({ ...options, clock, everySecond })
  closing.push(provider.close, server.stop)
  const device = subscribeAt(server.origin)
  return {
    ...own,
    provider: provider as PushProvider<unknown>,
    device,
    send: (more, to = device, signal) =>
      provider.send({ ...notification(clock), ...more }, to as typeof device, signal),
    read: ({ body }) => {
      const { id: _id, ...said } = device.read(body)
      return said
    },
    lifetimeOf: ({ headers }) => Number(headers['ttl']),
    urgencyOf: ({ headers }) => headers['urgency'],
    collapseKeyOf: ({ headers }) => headers['topic'],
  }
}

for (const [name, open] of [
  ['APNs', apnsSubject],
  ['Web Push', webSubject],
] as const) {
  describe(`${name}, as every provider [N4]`, () => {
    let it: Subject
    const next = () => it.server.received.length + 1
    before(async () => {
      it = await open()
    })

    test('hands on what is said, for as long as it is worth something', async () => {
      assert.deepEqual(await it.send({ collapseKey: 'greetings-7' }), { outcome: 'accepted' })
      const push = it.server.received.at(-1)!
      assert.deepEqual(it.read(push), {
        type: 'hello',
        data: { loudness: 'soft' },
        alert: { title: 'Hello', body: 'How are you?' },
        thread: 'greetings',
      })
      assert.deepEqual(
        [it.lifetimeOf(push), it.urgencyOf(push), it.collapseKeyOf(push)],
        [120, 'high', 'greetings-7'],
      )
      await it.send({ urgency: 'low', collapseKey: 'Grüße an alle '.repeat(9) })
      const other = it.server.received.at(-1)!
      assert.equal(it.urgencyOf(other), 'low')
      assert.match(String(it.collapseKeyOf(other)), /^[\w-]{32,64}$/)
      assert.equal(it.server.connections(), 1, 'the connection is kept')
    })

    test('what expired, is too large or is for no device at all is not sent', async () => {
      const before = it.server.received.length
      const expiresAt = new Date(it.clock.nowMs())
      assert.deepEqual(await it.send({ expiresAt }), { outcome: 'rejected', reason: 'expired' })
      const fields = { text: 'x'.repeat(4096) }
      assert.deepEqual(await it.send({ fields }), { outcome: 'rejected', reason: 'payload too large' })
      const nobody = { token: 'simulator_0F1D', endpoint: 'nowhere', p256dh: '', auth: '' }
      const { outcome } = await it.send({}, { ...(it.device as object), ...nobody })
      assert.equal(outcome, 'rejected')
      assert.equal(it.server.received.length, before)
    })

    test('a busy or broken provider is asked again later, not before it says', async () => {
      for (const status of [429, 500, 503]) {
        it.server.next({ status, headers: { 'retry-after': '7' }, body: '<html>' })
        const answer = await it.send()
        assert.deepEqual(answer, { outcome: 'retry', reason: `status ${status}`, afterMs: 7000 })
      }
      it.server.next({
        status: 503,
        headers: { 'retry-after': new Date(it.clock.nowMs() + 9000).toUTCString() },
      })
      assert.deepEqual(await it.send(), { outcome: 'retry', reason: 'status 503', afterMs: 9000 })
      it.server.next({ status: 500, body: 'x'.repeat(200_000) })
      assert.deepEqual(await it.send(), { outcome: 'retry', reason: 'status 500', afterMs: undefined })
    })

    test('an answer that says nothing of the device rejects the push', async () => {
      for (const status of [400, 403, 413]) {
        it.server.next({ status })
        assert.deepEqual(await it.send(), { outcome: 'rejected', reason: `status ${status}` })
      }
    })

    test('a device that is gone was there until the push was sent', async () => {
      it.server.next({ status: 410 })
      const { outcome, ...rest } = await it.send()
      assert.equal(outcome, 'gone')
      assert.deepEqual(rest, { since: it.clock.now(), reason: 'status 410' })
    })

    test('a connection that ends before the answer is replaced, and the push sent again under its id', async () => {
      for (const behaviour of ['cut', 'reset', { cutAfterHeaders: 503 }] as const) {
        const at = next()
        const id = randomUUID()
        it.server.next(behaviour)
        const { outcome } = await it.send({ id })
        assert.notEqual(outcome, 'rejected', JSON.stringify(behaviour))
        if (behaviour === 'cut' || behaviour === 'reset') {
          assert.equal(outcome, 'accepted', behaviour)
          assert.equal(it.server.received.length, at + 1)
        }
        for (const push of it.server.received.slice(at - 1)) assert.ok(sameId(push, id))
      }
    })

    test('what was accepted stays so when the connection breaks after that', async () => {
      const at = next()
      it.server.next({ cutAfterHeaders: 200 })
      assert.deepEqual(await it.send(), { outcome: 'accepted' })
      assert.equal(it.server.received.length, at)
    })

    test('connections that keep breaking end the attempt', async () => {
      const at = next()
      it.server.next('cut', 'cut', 'cut')
      const { outcome } = await it.send()
      assert.equal(outcome, 'retry')
      assert.equal(it.server.received.length, at + 2)
      it.tick(5)
      assert.deepEqual(await it.send(), { outcome: 'accepted' })
    })

    test('a provider that does not answer is given up on, and asked anew', async () => {
      const at = next()
      it.server.next('silence')
      const silent = it.send()
      await it.server.waitFor(at)
      it.tick(10)
      const answer = await silent
      assert.deepEqual(answer, { outcome: 'retry', reason: 'no answer within 10000 ms', afterMs: undefined })
      assert.deepEqual(await it.send(), { outcome: 'accepted' })
    })

    test('a push that is called off ends with that reason', async () => {
      const at = next()
      const calledOff = new AbortController()
      it.server.next('silence')
      const sending = it.send({}, it.device, calledOff.signal)
      await it.server.waitFor(at)
      calledOff.abort(new Error('stopping'))
      await assert.rejects(sending, /stopping/)
      await assert.rejects(it.send({}, it.device, calledOff.signal), /stopping/)
    })

    test('a provider that is away is found again', async () => {
      await it.server.stop()
      assert.equal((await it.send()).outcome, 'retry')
      await it.server.start()
      it.tick(2)
      assert.deepEqual(await it.send(), { outcome: 'accepted' })
    })

    test('attempts are counted by outcome', async () => {
      const registry = createRegistry()
      const warned: object[] = []
      const watch = createPushWatch(registry, { warn: (fields) => void warned.push(fields) }, it.clock)
      const provider = watch.observe('one', it.provider)
      await provider.send(notification(it.clock), it.device)
      const { id, ...rest } = notification(it.clock)
      await provider.send({ id, ...rest, expiresAt: new Date(0) }, it.device)
      assert.deepEqual(warned, [{ provider: 'one', reason: 'expired', push_id: id }])
      const text = await registry.text()
      for (const outcome of ['accepted', 'rejected'])
        assert.match(
          text,
          new RegExp(`push_attempt_duration_seconds_count\\{provider="one",outcome="${outcome}"\\} 1`),
        )
    })

    test('three in a row that are not taken count as a failure, until one is taken or ten minutes have passed', async () => {
      const watch = createPushWatch(createRegistry(), { warn() {} }, it.clock)
      const provider = watch.observe('one', it.provider)
      const send = () => provider.send(notification(it.clock), it.device)
      const fail = async (times: number) => {
        for (let i = 0; i < times; i++) {
          it.server.next({ status: 503 })
          assert.equal((await send()).outcome, 'retry')
        }
      }
      await fail(2)
      assert.deepEqual(await watch.complaints(), [])
      await fail(1)
      const complaint = 'one did not take the last 3 pushes, the last one 0 s ago'
      assert.deepEqual(await watch.complaints(), [complaint])
      await send()
      assert.deepEqual(await watch.complaints(), [])
      await fail(3)
      it.clock.advance(599_000)
      assert.equal((await watch.complaints()).length, 1)
      it.clock.advance(1_000)
      assert.deepEqual(await watch.complaints(), [])
    })

    test('when it closes, what is under way is left for later', async () => {
      const at = next()
      it.server.next('silence')
      const sending = it.send()
      await it.server.waitFor(at)
      await it.provider.close()
      assert.equal((await sending).outcome, 'retry')
      assert.equal((await it.send()).outcome, 'retry')
    })
  })
}

/** Web Push has no header for an id: it stands in what only the browser can read. */
const sameId = ({ headers }: ReceivedPush, id: string) =>
  headers['apns-id'] === undefined || headers['apns-id'] === id
