import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createLimiter } from '../limits/create-limiter.ts'
import { createMemoryWindowCounter } from '../limits/window-counter.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { replayExample } from './replay-example.fixture.ts'
import { startLive } from './live.fixture.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase({ template: await kitTemplate() })
})
after(() => database.drop())

const clock = createFakeClock('2026-05-01T10:00:00Z')
const start = (more?: Parameters<typeof startLive>[1]) => startLive({ db: database.db, clock }, more)

describe('who connects', () => {
  test('signs on by first frame, bearer header or query, and the token is in no log line and no metric', async () => {
    const live = await start()
    const token = 'ana/very-secret'
    const first = await live.connect()
    first.send({ type: 'auth', token })
    const header = await live.connect('/live', { headers: { authorization: `Bearer ${token}` } })
    const query = await live.connect(`/?token=${encodeURIComponent(token)}&x=1`)
    for (const client of [first, header, query]) {
      const { epoch, ...welcome } = await client.next()
      assert.match(String(epoch), /^[0-9a-f-]{36}$/)
      assert.deepEqual(welcome, {
        type: 'auth_success',
        message: 'WebSocket authenticated successfully',
        userId: 'ana',
        timestamp: '2026-05-01T10:00:00.000Z',
        lastSeq: 0,
        recovered: false,
        heartbeatMs: 25_000,
      })
    }
    await live.refused('/nowhere?token=very-secret')
    const broken = await live.connect('/?token=broken')
    assert.equal((await broken.closed).code, 1013)
    assert.match(await live.metrics(), /realtime_connections\{state="authenticated"\} 3/)
    assert.equal([...live.log, await live.metrics()].join('').includes('very-secret'), false)
  })

  test('is told what is wrong with a token, and whether to come back', async () => {
    const live = await start()
    for (const [frame, message, code] of [
      [{ type: 'auth', token: 'nobody' }, 'Invalid token', 4500],
      [{ type: 'auth' }, 'No token provided', 4500],
      [{ type: 'auth', token: 7 }, 'No token provided', 4500],
      [{ type: 'auth', token: 'broken' }, 'Service unavailable', 1013],
    ] as const) {
      const client = await live.connect()
      client.send(frame)
      assert.deepEqual([(await client.next()).message, (await client.closed).code], [message, code])
    }
  })

  test('has ten seconds to sign on, and may ping meanwhile', async () => {
    const live = await start()
    const [silent, known] = [await live.connect(), await live.signOn('ana')]
    for (const noise of ['{', 'null', '7', '"x"']) {
      silent.send(noise)
      assert.equal((await silent.next()).message, 'Invalid message format')
    }
    for (const ignored of ['[]', '{}', '{"type":"tap"}', '{"type":"ack","seq":1}']) silent.send(ignored)
    silent.send(Buffer.from('{"type":"ping"}'))
    assert.deepEqual(await silent.next(), { type: 'pong', timestamp: clock.now().toISOString() })
    live.tick(9)
    silent.send({ type: 'ping' })
    await silent.next('pong')
    live.tick(1)
    assert.deepEqual(await silent.closed, { code: 4001, reason: 'not authenticated in time' })
    known.send({ type: 'ping' })
    await known.next('pong')
    assert.match(await live.metrics(), /realtime_closes_total\{reason="authTimeout"\} 1/)
  })

  test('sends frames of 16 KiB at most, and fifty a second', async () => {
    const live = await start()
    const [large, many] = [await live.signOn('ana'), await live.signOn('ana')]
    large.send({ type: 'other', text: 'x'.repeat(16_000) })
    large.send({ type: 'ping' })
    await large.next('pong')
    large.send({ type: 'other', text: 'x'.repeat(16_384) })
    assert.equal((await large.closed).code, 1009)
    for (let i = 0; i < 49; i++) many.send({ type: 'ping' })
    for (let i = 0; i < 49; i++) await many.next('pong')
    live.tick(1)
    for (let i = 0; i < 51; i++) many.send({ type: 'ping' })
    assert.deepEqual(await many.closed, { code: 4003, reason: 'too many frames' })
  })

  test('comes from an allowed origin, by a known path, and within the caps', async () => {
    const live = await start({
      sockets: { perRecipient: 2, perAddress: 3, total: 4 },
      trustedProxies: ['127.0.0.1'],
    })
    const from = (address: string, origin?: string) => ({
      headers: { 'x-forwarded-for': address, ...(origin === undefined ? {} : { origin }) },
    })
    const status = async (path: string, options: object) => (await live.refused(path, options)).statusCode
    assert.equal(await status('/elsewhere', from('10.0.0.1')), 404)
    for (const origin of ['https://evil.example.com', 'null', 'https://app.example.com.evil.example.com'])
      assert.equal(await status('/', from('10.0.0.1', origin)), 403)
    // One network, whatever of its addresses comes.
    const page = await live.connect('/', from('2001:db8::1', 'https://app.example.com'))
    const { host } = new URL(page.socket.url)
    await live.connect('/', from('2001:db8::2', `http://${host}`))
    await live.connect('/', from('2001:db8::3'))
    assert.equal(await status('/', from('2001:db8::4')), 429)
    await live.connect('/', from('10.0.0.2'))
    const full = await live.refused('/', from('10.0.0.3'))
    assert.deepEqual([full.statusCode, full.headers['retry-after']], [503, '5'])
    page.socket.close()
    await page.closed
    while ((await live.metrics()).includes('{state="anonymous"} 4')) await new Promise(setImmediate)
    await live.connect('/', from('2001:db8::4'))
    const metrics = await live.metrics()
    for (const [outcome, count] of [
      ['accepted', 5],
      ['origin', 3],
      ['path', 1],
      ['address', 1],
      ['full', 1],
    ])
      assert.ok(metrics.includes(`realtime_upgrades_total{outcome="${outcome}"} ${count}`), metrics)
  })

  test('opens no more in a minute than an address may, and is told when to come back', async () => {
    const limiter = createLimiter({
      classes: { connect: { quota: 2, windowS: 60, by: ['address'], doc: 'Opening sockets' } },
      routes: {},
      counter: createMemoryWindowCounter(clock),
    })
    const live = await start({
      trustedProxies: ['127.0.0.1'],
      mayConnect: (address) => limiter.take({ endpoint: 'live.connect', limit: 'connect', address }),
    })
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
    const here = from('10.0.0.1')
    const first = await live.connect('/', here)
    first.socket.close()
    await first.closed
    // What is refused for another reason does not count.
    assert.equal((await live.refused('/elsewhere', here)).statusCode, 404)
    clock.advance(20_000)
    await live.connect('/', here)
    const { statusCode, headers } = await live.refused('/', here)
    assert.deepEqual([statusCode, headers['retry-after']], [429, '40'])
    await live.connect('/', from('10.0.0.2'))
    clock.advance(40_000)
    await live.connect('/', here)
    assert.match(await live.metrics(), /realtime_upgrades_total\{outcome="rate"\} 1/)
  })

  test('may hang up before it is answered, or when it is refused, and leaves its place to others', async () => {
    const asked = Promise.withResolvers<void>()
    const yes = { allowed: true, retryAfterS: 0 }
    const late = Promise.withResolvers<typeof yes>()
    let isFirst = true
    const live = await start({
      sockets: { perRecipient: 1, perAddress: 1, total: 1 },
      mayConnect: async () => {
        if (!isFirst) return yes
        isFirst = false
        asked.resolve()
        return late.promise
      },
    })
    const hangUp = async (before?: Promise<void>) => {
      const socket = connect(Number(new URL(live.url).port), '127.0.0.1')
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
      await before
      socket.resetAndDestroy()
    }
    await hangUp(asked.promise)
    for (let i = 0; i < 20; i++) await hangUp()
    for (let isIn = false; !isIn;)
      isIn = await live.connect().then(
        () => true,
        () => false,
      )
    late.resolve(yes)
    await new Promise(setImmediate)
    assert.equal(live.realtime.status().connections, 1)
  })

  test('may have several sockets; the oldest makes room, and its end leaves the others', async () => {
    const live = await start()
    const [oldest, ...others] = [
      await live.signOn('ben'),
      await live.signOn('ben'),
      await live.signOn('ben'),
      await live.signOn('ben'),
    ]
    assert.deepEqual(await oldest!.closed, { code: 4502, reason: 'replaced by a newer connection' })
    await live.publish('ben')
    for (const client of others) assert.equal((await client.next('note')).text, 'hello')
  })

  test('can sign on again as somebody else, and then gets only the messages of that one', async () => {
    const live = await start()
    const client = await live.signOn('cy')
    client.send({ type: 'auth', token: 'dee' })
    assert.equal((await client.next('auth_success')).userId, 'dee')
    await live.publish('cy', { payload: { text: 'for cy' } })
    await live.publish('dee', { payload: { text: 'for dee' } })
    assert.equal((await client.next('note')).text, 'for dee')
  })

  test('is closed when the session ends: at once by event in every process, and within a minute without', async () => {
    const live = await start()
    const [phone, tablet] = [await live.signOn('eve/1'), await live.signOn('eve/2')]
    live.realtime.endSessions('eve', 'eve/1')
    assert.deepEqual(await phone.closed, { code: 4501, reason: 'session ended' })
    live.sessions.ended.add('eve/2')
    for (let i = 0; i < 6; i++) {
      live.tick(10)
      tablet.send({ type: 'ping' })
      if (i < 5) await tablet.next('pong')
    }
    assert.equal((await tablet.closed).code, 4501)
  })

  test('a process that stops says when to come back, lets nobody in, and ends clients that do not answer', async () => {
    const live = await start()
    const [polite, deaf] = [await live.signOn('flo'), await live.signOn('gil')]
    deaf.socket.pause()
    const stopped = live.stop()
    const { afterMs } = await polite.next('reconnect')
    assert.ok(Number(afterMs) >= 0 && Number(afterMs) <= 5_000)
    assert.deepEqual(await polite.closed, { code: 1012, reason: 'server restarts' })
    assert.equal((await live.refused('/')).statusCode, 503)
    await stopped
  })
})

test('the examples of the documentation are what is sent', async () => {
  const page = await readFile(new URL('../../../../docs/realtime.md', import.meta.url), 'utf8')
  const examples = [...page.matchAll(/```live\n([^]*?)```/g)].map(([, lines]) => lines!.trim().split('\n'))
  assert.ok(examples.length >= 5)
  for (const lines of examples) await replayExample(await start(), lines)
})
