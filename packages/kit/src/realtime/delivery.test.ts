import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { recordStatements, type StatementRecord } from '../db/database.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import type { OpenFanOut } from './fan-out.ts'
import { startLive, type Live, type TestClient } from './live.fixture.ts'
import { memoryFanOut } from './memory-fan-out.ts'
import { deleteMessagesBefore, forgetRecipient } from './retention.ts'
import { playSchedule, schedules } from './schedule.fixture.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase({ template: await kitTemplate() })
})
after(() => database.drop())

const clock = createFakeClock('2026-05-01T10:00:00Z')
const start = (more?: Parameters<typeof startLive>[1]) => startLive({ db: database.db, clock }, more)

/** Every test has a recipient of its own. */
let number = 0
let who = ''
beforeEach(() => void (who = `person-${++number}`))

const settles = async (live: Live, ...states: string[]) => {
  await live.until(() => live.settled.length >= states.length)
  assert.deepEqual(
    live.settled.map(({ state }) => state),
    states,
  )
}
const seqs = ({ frames }: TestClient) => frames.flatMap(({ type, seq }) => (type === 'note' ? [seq] : []))
const deaf: OpenFanOut = () => ({ publish: () => {}, close: async () => {} })
const noPongs = { autoPong: false }

describe('a message', () => {
  test('goes to every socket of its recipient, in the order of the commits, when its transaction commits', async () => {
    const live = await start()
    const [one, two, other] = [await live.signOn(who), await live.signOn(who), await live.signOn('other')]
    await assert.rejects(
      database.db.transaction(async (tx) => {
        const expiresAt = new Date(clock.nowMs() + 1_000)
        await live.realtime.publish(tx, { recipient: who, type: 'note', id: 'x', payload: {}, expiresAt })
        throw new Error('no')
      }),
    )
    const published = await Promise.all(Array.from({ length: 40 }, () => live.publish(who)))
    assert.deepEqual(
      published.toSorted((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i + 1),
    )
    for (const client of [one, two]) {
      while (seqs(client).length < 40) await client.next('note')
      assert.deepEqual(
        seqs(client),
        Array.from({ length: 40 }, (_, i) => i + 1),
      )
    }
    assert.deepEqual(seqs(other), [])
    const { id, ...frame } = one.frames.at(-1)!
    assert.match(String(id), new RegExp(`^${who}-\\d+$`))
    assert.deepEqual(frame, { type: 'note', seq: 40, text: 'hello', timestamp: clock.now().toISOString() })
  })

  test('does not count among the statements of the request that publishes it', async () => {
    const live = await start()
    const client = await live.signOn(who)
    const statements: StatementRecord[] = []
    await recordStatements(statements, () => live.publish(who))
    await client.next('note')
    await settles(live, 'confirmed')
    assert.deepEqual(
      statements.map(({ name }) => name),
      ['realtime.insert_message'],
    )
  })

  test('is confirmed by the pong of a client that knows no acks', async () => {
    const live = await start()
    const client = await live.signOn(who)
    const seq = await live.publish(who)
    assert.equal(await live.realtime.wasSent({ recipient: who, seq }, 5_000), true)
    await client.next('note')
    await settles(live, 'confirmed')
    assert.deepEqual(live.settled[0], {
      recipient: who,
      seq,
      id: client.frames.at(-1)!.id,
      type: 'note',
      state: 'confirmed',
      sentAt: clock.now(),
    })
    assert.match(await live.metrics(), /realtime_confirm_duration_seconds_count 1/)
  })

  test('is unconfirmed when the pong does not come in four seconds: the socket is cut, nothing is sent again', async () => {
    const live = await start()
    const client = await live.signOn(who, {}, noPongs)
    await live.publish(who)
    await client.next('note')
    live.tick(4)
    assert.equal(client.socket.readyState, client.socket.OPEN)
    live.tick(1)
    assert.equal((await client.closed).code, 1006)
    await settles(live, 'unconfirmed')
    const next = await live.signOn(who)
    await live.publish(who)
    await next.next('note')
    assert.deepEqual(seqs(next), [2])
    assert.match(await live.metrics(), /realtime_closes_total\{reason="unconfirmed"\} 1/)
  })

  test('is not given up while another socket may confirm it, and may be confirmed later', async () => {
    const live = await start()
    const [dead, alive] = [await live.signOn(who, {}, noPongs), await live.signOn(who, { acks: true })]
    await live.publish(who)
    await Promise.all([dead.next('note'), alive.next('note')])
    await live.cut(dead)
    alive.send({ type: 'ack', seq: 1 })
    await settles(live, 'confirmed')
    await live.publish(who)
    await alive.next('note')
    live.tick(5)
    await settles(live, 'confirmed', 'unconfirmed')
    await alive.exchange()
    alive.send({ type: 'ack', seq: 2 })
    await live.publish(who)
    await alive.next('note')
    alive.send({ type: 'ack', seq: 3 })
    // What is known is recorded in its order: an end of the second message would come before that of the third.
    await settles(live, 'confirmed', 'unconfirmed', 'confirmed')
    assert.deepEqual(
      live.settled.map(({ seq }) => seq),
      [1, 2, 3],
    )
  })

  test('is settled when nobody comes for it, or when the process that sent it dies', async () => {
    const live = await start()
    await live.publish(who, { expiresAt: new Date(clock.nowMs() + 4_000) })
    const dead = await start()
    // It says nothing more: neither of its connections nor of what they confirm.
    const client = await dead.signOn(who, {}, noPongs)
    await dead.publish(who)
    for (const seq of [1, 2]) assert.equal((await client.next('note')).seq, seq)
    const publishAway = () => live.publish(`${who}-away`, { expiresAt: new Date(clock.nowMs() + 4_000) })
    await publishAway()
    live.tick(10)
    // The same look at what is overdue leaves alone what may still be confirmed.
    await settles(live, 'expired')
    live.tick(5)
    await settles(live, 'expired', 'unconfirmed', 'unconfirmed')
    await publishAway()
    live.tick(5)
    await settles(live, 'expired', 'unconfirmed', 'unconfirmed', 'expired')
    assert.equal(live.settled.at(-1)?.sentAt, null)
  })

  test('stays open when what the app does with its settlement fails, and is settled again', async () => {
    const failures = [new Error('not now'), new Error('not now either')]
    const live = await start({
      onSettled: async (tx) => {
        const failure = failures.pop()
        if (failure) throw failure
        tx.afterCommit(() => live.settled.push({} as never))
      },
    })
    const client = await live.signOn(who)
    await live.publish(who)
    await client.next('note')
    const failed = () => live.log.filter((line) => line.includes('not now')).length
    for (const failures of [1, 2]) {
      await live.until(() => failed() === failures)
      assert.equal(live.settled.length, 0)
      live.tick(1)
    }
    await live.rest()
    assert.equal(live.settled.length, 1)
    assert.match(await live.metrics(), /realtime_settled_total\{state="confirmed"\} 1/)
  })

  test('that the app cannot make a frame of is told as skipped', async () => {
    const live = await start({
      toFrame: ({ payload }) => {
        if (payload.bad === true) throw new Error('what is this?')
        return payload
      },
    })
    const client = await live.signOn(who)
    await live.publish(who, { payload: { bad: true } })
    await live.publish(who)
    const { type, reason, fromSeq, seq } = await client.next()
    assert.deepEqual([type, reason, fromSeq, seq], ['skipped', 'unreadable', 1, 1])
    assert.equal((await client.next()).seq, 2)
    assert.equal(live.log.filter((line) => line.includes('what is this?')).length, 1)
  })
})

describe('a client that comes back', () => {
  const position = async (live: Live) => {
    const client = await live.connect()
    client.send({ type: 'auth', token: who })
    const { epoch, lastSeq } = await client.next('auth_success')
    return { client, epoch, lastSeq }
  }

  test('with a position gets what it missed, once and in order, and is told what has expired', async () => {
    const live = await start()
    const { client, epoch } = await position(live)
    await live.publish(who)
    await client.next('note')
    await live.cut(client)
    await live.publish(who, { type: 'old', expiresAt: new Date(clock.nowMs() + 1_000) })
    await live.publish(who, { expiresAt: new Date(clock.nowMs() + 1_000) })
    await live.publish(who)
    await live.publish(who, { type: 'old', expiresAt: new Date(clock.nowMs() + 1_000) })
    clock.advance(2_000)
    const back = await live.connect()
    back.send({ type: 'auth', token: who, epoch, lastSeq: 1 })
    const welcome = await back.next()
    assert.deepEqual([welcome.recovered, welcome.lastSeq, welcome.epoch], [true, 1, epoch])
    const timestamp = clock.now().toISOString()
    const types = { old: 1, note: 1 }
    const reason = 'expired'
    assert.deepEqual(await back.next(), {
      type: 'skipped',
      timestamp,
      fromSeq: 2,
      seq: 3,
      count: 2,
      types,
      reason,
    })
    assert.equal((await back.next()).seq, 4)
    assert.deepEqual((await back.next()).types, { old: 1 })
    await live.publish(who)
    assert.equal((await back.next()).seq, 6)
    const query = await live.connect(`/?token=${who}&epoch=${String(epoch)}&lastSeq=5`)
    assert.equal((await query.next()).recovered, true)
    assert.equal((await query.next()).seq, 6)
  })

  test('with a position that is of no use is told so, and begins where nothing is missing from then on', async () => {
    const live = await start()
    const { client, epoch } = await position(live)
    await live.cut(client)
    for (let i = 0; i < 3; i++) await live.publish(who)
    await database.db.transaction((tx) => live.realtime.settleElsewhere(tx, { recipient: who, seq: 2 }))
    const other = 'b7e0f0f4-6a43-4b0c-93ef-7bb2c8a4d1aa'
    const back = await live.connect()
    back.send({ type: 'auth', token: who, epoch: other, lastSeq: 2 })
    const { recovered, lastSeq } = await back.next()
    assert.deepEqual([recovered, lastSeq], [false, 0])
    const told = [await back.next(), await back.next(), await back.next()]
    assert.deepEqual(
      told.map(({ type, fromSeq, seq, reason }) => [type, fromSeq ?? seq, seq, reason]),
      [
        ['note', 1, 1, undefined],
        ['skipped', 2, 2, 'elsewhere'],
        ['note', 3, 3, undefined],
      ],
    )
    for (const useless of [{ epoch, lastSeq: 4 }, { epoch: other, lastSeq: 3 }, { lastSeq: 3 }]) {
      const again = await live.connect()
      again.send({ type: 'auth', token: who, ...useless })
      const { recovered, lastSeq } = await again.next()
      assert.deepEqual([recovered, lastSeq], [false, 3])
    }
    const metrics = await live.metrics()
    for (const [outcome, count] of [
      ['new', 1],
      ['lost', 4],
    ])
      assert.ok(metrics.includes(`realtime_resumes_total{outcome="${outcome}"} ${count}`), metrics)
  })

  test('to messages that are no longer kept is told that it could not recover', async () => {
    const live = await start()
    const { client, epoch } = await position(live)
    for (let i = 0; i < 3; i++) await live.publish(who)
    for (let i = 0; i < 3; i++) await client.next('note')
    await settles(live, 'confirmed', 'confirmed', 'confirmed')
    live.tick(20)
    await live.publish(who)
    assert.ok((await deleteMessagesBefore(database.db, clock.now())) >= 3)
    for (const [from, recovered] of [
      [2, false],
      [3, true],
      [4, true],
    ] as const) {
      const back = await live.connect()
      back.send({ type: 'auth', token: who, epoch, lastSeq: from })
      assert.equal((await back.next()).recovered, recovered, `from ${from}`)
    }
    await database.db.transaction((tx) => forgetRecipient(tx, who))
    const stranger = await position(live)
    assert.deepEqual([stranger.lastSeq, stranger.epoch === epoch], [0, false])
  })

  test('without a position gets what waits, and no other socket gets that too', async () => {
    const live = await start()
    await live.publish(who, { expiresAt: new Date(clock.nowMs() + 1_000) })
    await live.publish(who)
    clock.advance(2_000)
    const [one, two] = await Promise.all([position(live), position(live)])
    await live.publish(who)
    for (const { client } of [one, two]) while (!seqs(client).includes(3)) await client.next('note')
    assert.deepEqual([...seqs(one.client), ...seqs(two.client)].toSorted(), [2, 3, 3])
  })
})

describe('sockets', () => {
  test('that are silent are pinged after 25 s, and cut within 35 s when they do not answer', async () => {
    const live = await start()
    const [dead, quiet] = [await live.signOn(who, {}, noPongs), await live.signOn(who)]
    const pinged = Promise.all([dead, quiet].map(({ socket }) => once(socket, 'ping')))
    live.tick(25)
    await pinged
    // The answer to the ping has gone out before this.
    await quiet.exchange()
    live.tick(7)
    assert.equal(dead.socket.readyState, dead.socket.OPEN)
    live.tick(1)
    assert.equal((await dead.closed).code, 1006)
    live.tick(20)
    quiet.send({ type: 'ping' })
    await quiet.next('pong')
    assert.match(await live.metrics(), /realtime_closes_total\{reason="silent"\} 1/)
  })

  test('that are not read hold no more than their cap, go on where they were once they are, and are closed when they are not', async () => {
    const live = await start({ maxBufferedBytes: 32 * 1024 })
    const client = await live.signOn(who, { acks: true })
    const epoch = client.frames[0]!.epoch
    const size = 200_000
    const buffered = async () => Number(/realtime_buffered_bytes (\d+)/.exec(await live.metrics())![1])
    let last = 0
    /** Sends until the network between takes no more, and a few messages beyond. */
    const fill = async () => {
      client.socket.pause()
      for (let more = 0; more < 4;) {
        last = await live.publish(who, { payload: { text: 'x'.repeat(size) } })
        await live.rest()
        if ((await buffered()) > 0) more++
      }
    }
    await fill()
    const held = await buffered()
    assert.ok(held > 0 && held <= 32 * 1024 + size + 200, `${held} bytes`)
    client.socket.resume()
    while (seqs(client).length < last) await client.next('note')
    assert.deepEqual(
      seqs(client),
      Array.from({ length: last }, (_, i) => i + 1),
    )
    await fill()
    live.tick(10)
    client.socket.resume()
    assert.deepEqual(await client.closed, { code: 4002, reason: 'reads too slowly' })
    const read = seqs(client).at(-1)!
    assert.ok(read < last)
    const back = await live.signOn(who, { epoch, lastSeq: read })
    while (seqs(back).length < last - read) await back.next('note')
    assert.equal(back.frames[0]!.recovered, true)
  })

  test('stay up while the database is away, are told, and then get what they missed', async () => {
    const live = await start()
    const client = await live.signOn(who)
    const script = (text: string) => database.db.driver.reserve((connection) => connection.script(text))
    await live.publish(who)
    await client.next('note')
    await settles(live, 'confirmed')
    await script('alter table kit.realtime_streams rename to away')
    live.tick(5)
    assert.equal((await client.next('status')).state, 'unavailable')
    await script('alter table kit.away rename to realtime_streams')
    await live.publish(who)
    live.tick(5)
    assert.equal((await client.next('status')).state, 'available')
    assert.equal((await client.next('note')).seq, 2)
  })
})

/** The number of the next note, if it comes within so many seconds of the process. */
const noteWithin = async (live: Live, client: TestClient, seconds: number) => {
  const known = seqs(client).length
  for (let i = 0; i < seconds; i++) {
    live.tick(1)
    await live.rest()
    await client.exchange()
    if (seqs(client).length > known) return (await client.next('note')).seq
  }
  return `nothing within ${seconds} s`
}

describe('several processes', () => {
  test('carry a message to the process that holds the socket, and the news that it was sent back', async () => {
    const fanOut = memoryFanOut()
    const [near, far] = [await start({ fanOut }), await start({ fanOut })]
    await new Promise(setImmediate)
    for (const live of [near, far]) live.tick(2)
    await new Promise(setImmediate)
    const client = await far.signOn(`${who}/s`)
    const recipient = who
    assert.equal(await near.realtime.wasSent({ recipient, seq: await near.publish(who) }, 5_000), true)
    assert.equal((await client.next('note')).seq, 1)
    assert.equal(await near.realtime.wasSent({ recipient: 'nobody', seq: 1 }, 5), false)
    for (const live of [near, far]) await live.tell(who, { text: 'news' })
    await assert.rejects(near.tell(who, { text: 'x'.repeat(3_000) }), /larger than 3000 bytes/)
    for (let i = 0; i < 2; i++) {
      const { timestamp, ...news } = await client.next('told')
      assert.deepEqual([news, typeof timestamp], [{ type: 'told', text: 'news' }, 'string'])
    }
    near.realtime.endSessions(who, `${who}/s`)
    assert.equal((await client.closed).code, 4501)
    await far.stop()
    near.tick(7)
    const startedMs = performance.now()
    assert.equal(await near.realtime.wasSent({ recipient, seq: await near.publish(who) }, 5_000), false)
    assert.ok(performance.now() - startedMs < 1_000, 'nobody to wait for')
  })

  test('find a message within five seconds when its hint is lost, and within two once they know that hints are lost', async () => {
    const lossy = memoryFanOut()
    let losing = false
    const fanOut: OpenFanOut = (hear) => lossy((text) => void (losing || hear(text)))
    const [near, far] = [await start({ fanOut: deaf }), await start({ fanOut })]
    await new Promise(setImmediate)
    const client = await far.signOn(who)
    await near.publish(who)
    assert.equal(await noteWithin(far, client, 5), 1)
    assert.match(await far.metrics(), /realtime_caught_up_total 1\n[^]*realtime_fan_out_up 1/)
    await settles(far, 'confirmed')
    losing = true
    far.tick(7)
    assert.match(await far.metrics(), /realtime_fan_out_up 0/)
    await near.publish(who)
    assert.equal(await noteWithin(far, client, 2), 2)
    losing = false
    await near.publish(who)
    assert.equal(await noteWithin(far, client, 3), 3)
    assert.match(await far.metrics(), /realtime_fan_out_up 1/)
  })
})

test('random schedules leave no gap and no repetition that clients are not told of, and one end to every message', async () => {
  const play = fc.asyncProperty(schedules, (steps) => playSchedule({ db: database.db, clock }, steps))
  await fc.assert(play, { numRuns: 8, seed: 20_260_501, timeout: 10_000 })
})
