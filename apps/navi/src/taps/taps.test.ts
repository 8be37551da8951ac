import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { z } from 'zod'
import { frames, news } from '../frames.ts'
import { listen, openLive, type LiveClient } from '../testing/live-client.ts'
import { phonesOf, type Phone } from '../testing/phones.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp({ env: { LOG_LEVEL: 'info', TAP_HISTORY_DAYS: '1' } })
const { clock, deps, jobs, tick } = app
const { newPhone, newPair } = phonesOf(app)
const base = await listen(app)

const tap = (phone: Phone, body?: object, headers?: Record<string, string>) =>
  phone.post('/tap/send', body, headers)
const history = async (phone: Phone, query = '') => (await phone.get(`/tap/history${query}`)).json

/** Every frame of the app is as its document says, whatever else was tested. */
function checkFrames(live: LiveClient): void {
  for (const frame of live.frames) {
    const schema = ({ ...frames, ...news } as Record<string, z.ZodObject | undefined>)[frame.type]
    assert.equal(schema?.safeParse(frame).error, undefined)
  }
}

async function signOn(phone: Phone, more: object = {}) {
  const live = await openLive(base)
  live.send({ type: 'auth', token: phone.token, ...more })
  return { live, greeting: await live.next('auth_success') }
}

async function statesOf(ids: readonly string[]): Promise<string[]> {
  const text = 'select state from taps where tap_id = any($1::uuid[]) order by tap_id'
  const { rows } = await deps.db.execute({ shape: 'test.states', text, values: [ids] })
  return (rows as [string][]).map(([state]) => state)
}

/** What becomes of taps is recorded a few milliseconds after it is known. */
async function becomes(ids: readonly string[], states: readonly string[]): Promise<void> {
  const latestMs = performance.now() + 20_000
  let now = await statesOf(ids)
  while (now.join() !== states.join() && performance.now() < latestMs) now = await statesOf(ids)
  assert.deepEqual(now, states)
}

describe('a tap', () => {
  test('answers the fields of every client', async () => {
    const [maya] = await newPair()
    const { status, json } = await tap(maya, { intensity: 'strong', pattern: 'heartbeat' })
    assert.equal(status, 200)
    const { tapId, ...others } = json
    assert.match(tapId, /^[0-9a-f-]{36}$/)
    const sentAt = clock.now().toISOString()
    const rest = { message: 'Tap sent successfully', success: true, status: 'accepted' }
    assert.deepEqual(others, { delivered: false, sentAt, seq: 2, ...rest })
  })

  test('is refused in the words and the order of the original', async () => {
    const single = await newPhone()
    const words = async (phone: Phone, body?: object) => {
      const { status, json } = await tap(phone, body)
      return [status, json.error]
    }
    assert.deepEqual(await words(single, { intensity: 'x' }), [400, 'Not paired with anyone'])
    const [maya] = await newPair()
    for (const intensity of ['x', null, 3, ''])
      assert.deepEqual(await words(maya, { intensity, pattern: 'x' }), [
        400,
        'Invalid intensity. Use: light, medium, strong',
      ])
    assert.deepEqual(await words(maya, { pattern: null }), [
      400,
      'Invalid pattern. Use: single, double, triple, heartbeat',
    ])
    for (const body of [undefined, {}]) assert.equal((await tap(maya, body)).status, 200)
  })

  test('with the same key is taken once, however often and however fast it is sent', async () => {
    const [maya, noor] = await newPair()
    const body = { clientTapId: 'watch-1' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => tap(maya, body)))
    assert.equal(new Set(answers.map(({ json }) => json.tapId)).size, 1)
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    const again = await tap(maya, {}, { 'idempotency-key': 'watch-1' })
    assert.equal(again.json.tapId, answers[0]!.json.tapId)
    assert.equal((await history(noor)).count, 1)
    assert.notEqual((await tap(noor, body)).json.tapId, again.json.tapId, 'keys are those of one person')
    for (const clientTapId of ['', 'x'.repeat(101), 7, 'a\nb'])
      assert.equal((await tap(maya, { clientTapId })).json.code, 'INVALID_CLIENT_KEY')
  })

  test('takes a number, the tap and its job, and nothing else while it is cached who is paired', async () => {
    const [maya] = await newPair()
    await tap(maya)
    await tap(maya)
    const line = app.logLines.map((text) => JSON.parse(text)).findLast(({ msg }) => msg === 'request')
    assert.equal(line.statements, 3)
  })
})

describe('delivery', () => {
  test('by a live connection: numbered, flat, in order, and confirmed by a client that only answers pings [W11]', async () => {
    const [maya, noor] = await newPair()
    const { live: mine } = await signOn(maya)
    const { live, greeting } = await signOn(noor)
    assert.equal(greeting['userId'], noor.userId)
    assert.equal(greeting['message'], 'WebSocket authenticated successfully')
    const sent = []
    for (const pattern of ['single', 'double', 'triple']) sent.push((await tap(maya, { pattern })).json)
    assert.ok(sent.every(({ delivered, status }) => delivered === true && status === 'sent'))
    for (const [i, { tapId }] of sent.entries()) {
      assert.deepEqual(await live.next('tap_received'), {
        type: 'tap_received',
        id: tapId,
        seq: sent[i]!.seq,
        fromUserId: maya.userId,
        toUserId: noor.userId,
        intensity: 'medium',
        pattern: ['single', 'double', 'triple'][i],
        timestamp: clock.now().toISOString(),
      })
    }
    await becomes(
      sent.map(({ tapId }) => tapId),
      ['confirmed', 'confirmed', 'confirmed'],
    )
    for (const { tapId: id } of sent) {
      const { timestamp, ...news } = await mine.next('tap_state')
      assert.deepEqual([news, typeof timestamp], [{ type: 'tap_state', id, status: 'confirmed' }, 'string'])
    }
    await Promise.all([live.close(), mine.close()])
  })

  test('to every socket of a person, and once into the history [W10]', async () => {
    const [maya, noor] = await newPair()
    const [phone, tablet] = [(await signOn(noor)).live, await openLive(`${base}/?token=${noor.token}`)]
    await tablet.next('auth_success')
    const { json } = await tap(maya)
    for (const live of [phone, tablet]) assert.equal((await live.next('tap_received'))['id'], json.tapId)
    assert.equal((await history(noor)).count, 1)
    checkFrames(phone)
    await phone.close()
    assert.equal((await tap(maya)).json.delivered, true, 'the end of one socket leaves the other')
    await tablet.close()
  })

  test('of what was missed: replayed within its two minutes, and told as a number after them [W12]', async () => {
    const [maya, noor] = await newPair()
    const { live, greeting } = await signOn(noor)
    await live.close()
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.push((await tap(maya)).json.tapId)
    clock.advance(119_000)
    const fresh = (await tap(maya)).json.tapId
    clock.advance(2_000)
    const { epoch, lastSeq } = greeting
    const back = await signOn(noor, { epoch, lastSeq })
    assert.equal(back.greeting['recovered'], true)
    const skipped = await back.live.next('skipped')
    assert.deepEqual(
      [skipped['count'], skipped['types'], skipped['reason']],
      [3, { tap_received: 3 }, 'expired'],
    )
    assert.equal((await back.live.next('tap_received'))['id'], fresh)
    await becomes([fresh], ['confirmed'])
    tick(10)
    await becomes(ids, ['expired', 'expired', 'expired'])
    assert.equal((await history(noor)).count, 4)
    await back.live.close()
  })

  test('of taps that waited on a watch: with their own time, and too late to be felt', async () => {
    const [maya, noor] = await newPair()
    const { live } = await signOn(noor)
    const at = (agoMs: number) => new Date(clock.nowMs() - agoMs).toISOString()
    const fresh = await tap(maya, { tappedAt: at(60_000), clientTapId: '1' })
    const frame = await live.next('tap_received')
    assert.deepEqual([frame['id'], frame['timestamp']], [fresh.json.tapId, at(60_000)])
    const late = await tap(maya, { tappedAt: at(600_000), clientTapId: '2' })
    assert.equal((await live.next('skipped'))['reason'], 'expired')
    assert.equal((await history(noor)).taps[0].timestamp, at(600_000))
    await becomes([fresh.json.tapId], ['confirmed'])
    tick(10)
    await becomes([late.json.tapId], ['expired'])
    const tomorrow = await tap(maya, { tappedAt: at(-86_400_000) })
    assert.equal(tomorrow.json.code, 'INVALID_TIME')
    await live.close()
  })

  test('ends when the pair does, also for a process that has not heard of it', async () => {
    const [maya, noor] = await newPair()
    await tap(maya)
    const text = 'update pairings set ended_at = now() where $1 in (lower_user_id, higher_user_id)'
    await deps.db.execute({ shape: 'test.end', text, values: [maya.userId] })
    assert.deepEqual((await tap(maya)).json.error, 'Not paired with anyone')
    assert.equal((await history(noor)).count, 1)
  })
})

describe('every tap has one end', () => {
  test('that which nobody was there for expires, also when its process died', async () => {
    const [maya] = await newPair()
    const { tapId } = (await tap(maya)).json
    clock.advance(180_000)
    await jobs.runPending()
    assert.deepEqual(await statesOf([tapId]), ['expired'])
  })

  test('and the database lets it have no other', async () => {
    const [maya] = await newPair()
    const { tapId } = (await tap(maya)).json
    const become = (state: string) =>
      deps.db.execute({
        shape: `test.become_${state}`,
        text: `update taps set state = '${state}', settled_at = case when '${state}' in ('accepted', 'sent') then null else now() end where tap_id = $1`,
        values: [tapId],
      })
    await become('sent')
    await assert.rejects(become('accepted'), { code: '23514' })
    await become('confirmed')
    for (const state of ['accepted', 'sent', 'expired', 'failed', 'confirmed'])
      await assert.rejects(become(state), { code: '23514' }, state)
  })
})

describe('the history', () => {
  test('holds both ways, newest first, page by page, with the number of all', async () => {
    const [maya, noor] = await newPair()
    const ids: string[] = []
    for (let i = 0; i < 7; i++) {
      clock.advance(1000)
      ids.unshift((await tap(i % 2 === 0 ? maya : noor)).json.tapId)
    }
    const first = await history(maya, '?limit=3')
    assert.equal(first.count, 7)
    const idsOf = ({ taps }: { taps: { id: string }[] }) => taps.map(({ id }) => id)
    const second = await history(maya, `?limit=3&before=${first.taps[2].id}`)
    const last = await history(maya, `?limit=3&before=${second.taps[2].id}`)
    assert.deepEqual([...idsOf(first), ...idsOf(second), ...idsOf(last)].length, 7)
    assert.deepEqual(new Set([...idsOf(first), ...idsOf(second), ...idsOf(last)]), new Set(ids))
    assert.deepEqual(first.taps[0].fromUserId, maya.userId)
    assert.deepEqual(Object.keys(first.taps[0]).toSorted(), [
      'fromUserId',
      'id',
      'intensity',
      'pattern',
      'status',
      'timestamp',
      'toUserId',
    ])
    assert.deepEqual(await history(await newPhone()), { taps: [], count: 0 })
    assert.equal((await noor.get('/tap/history?limit=0')).status, 400)
  })

  test('is forgotten after its time', async () => {
    const [maya] = await newPair()
    await tap(maya)
    clock.advance(2 * 86_400_000)
    await jobs.runPending()
    assert.equal((await history(maya)).count, 0)
  })
})

describe('news of a pair reach both', () => {
  test('paired, unpaired, and paired again for whoever asks for a code [W16]', async () => {
    const [maya, noor] = [await newPhone(), await newPhone()]
    const lives = [(await signOn(maya)).live, (await signOn(noor)).live] as const
    const { pairingCode } = (await maya.post('/pairing/create')).json
    const { json } = await noor.post('/pairing/join', { pairingCode })
    for (const [i, partner] of [noor, maya].entries()) {
      const paired = await lives[i]!.next('paired')
      assert.deepEqual([paired['partnerId'], paired['pairedAt']], [partner.userId, json.pairedAt])
      assert.equal(typeof paired['timestamp'], 'string')
    }
    assert.equal((await maya.post('/pairing/create')).status, 409)
    assert.equal((await lives[0].next('paired'))['partnerId'], noor.userId)
    await noor.send({ method: 'DELETE', url: '/api/pairing/unpair' })
    for (const live of lives) assert.equal(typeof (await live.next('unpaired'))['timestamp'], 'string')
    await maya.post('/auth/logout')
    assert.equal(await lives[0].closed, 4501)
    for (const live of lives) checkFrames(live)
    await lives[1].close()
  })
})
