import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestApp } from '../testing/test-app.ts'
import { phonesOf, type Phone } from '../testing/phones.ts'

const app = await createTestApp({ env: { LOG_LEVEL: 'info' } })
const { clock, deps, jobs } = app
const { newPhone, newPair } = phonesOf(app)

const create = (phone: Phone) => phone.post('/pairing/create')
const codeOf = async (phone: Phone): Promise<string> => (await create(phone)).json.pairingCode
const join = (phone: Phone, pairingCode: unknown) => phone.post('/pairing/join', { pairingCode })
const status = async (phone: Phone) => (await phone.get('/pairing/status')).json
const unpair = (phone: Phone) => phone.send({ method: 'DELETE', url: '/api/pairing/unpair' })
const wordsOf = ({ status, json }: Awaited<ReturnType<typeof join>>) => [status, json.code, json.error]

const MINUTE_MS = 60_000

async function rows(text: string, values: unknown[] = []) {
  return (await deps.db.execute({ shape: 'test.rows', text, values })).rows
}

/** The statements of the last request, by its log line. */
const statementsOfLast = (): number =>
  app.logLines.map((line) => JSON.parse(line)).findLast(({ msg }) => msg === 'request').statements

describe('a code', () => {
  test('is six digits, held ten minutes, and stored as a keyed hash only; no log holds it [W3]', async () => {
    const maya = await newPhone()
    const answer = await maya.post('/pairing/create', undefined, { 'content-type': 'application/json' })
    assert.equal(answer.status, 200)
    assert.match(answer.json.pairingCode, /^[1-9]\d{5}$/)
    assert.equal(answer.json.expiresIn, 600)
    assert.equal(Date.parse(answer.json.expiresAt), clock.nowMs() + 600_000)
    const [[stored]] = (await rows('select row_to_json(c)::text from pairing_codes c where creator_id = $1', [
      maya.userId,
    ])) as [[string]]
    assert.ok(!stored.includes(answer.json.pairingCode))
    assert.ok(!app.logLines.some((line) => line.includes(answer.json.pairingCode)))
  })

  test('takes the place of the one before, and is swept when it has expired', async () => {
    const [maya, noor] = [await newPhone(), await newPhone()]
    const first = await codeOf(maya)
    const second = await codeOf(maya)
    assert.deepEqual(wordsOf(await join(noor, first)), [
      404,
      'CODE_NOT_FOUND',
      'Pairing code not found or expired',
    ])
    clock.advance(10 * MINUTE_MS)
    assert.equal((await join(noor, second)).status, 404)
    clock.advance(5 * MINUTE_MS)
    await jobs.runPending()
    assert.deepEqual(await rows('select count(*)::int from pairing_codes'), [[0]])
  })

  test('that is none is refused in the words of the original', async () => {
    const maya = await newPhone()
    for (const code of [
      '12345',
      '1234567',
      'abcdef',
      "' or 1=1",
      123456,
      null,
      undefined,
      ['1', '2', '3', '4', '5', '6'],
    ])
      assert.deepEqual(wordsOf(await join(maya, code)), [
        400,
        'INVALID_PAIRING_CODE',
        'Invalid pairing code format',
      ])
    assert.equal((await maya.post('/pairing/join')).json.code, 'INVALID_PAIRING_CODE')
  })
})

describe('joining', () => {
  test('pairs both at once; again with the same code it is answered as the first time', async () => {
    const [maya, noor] = [await newPhone(), await newPhone()]
    assert.deepEqual(await status(maya), { paired: false, partnerId: null, pairedAt: null })
    const code = await codeOf(maya)
    const joined = await join(noor, code)
    assert.equal(joined.status, 200)
    assert.match(joined.json.pairedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    const { message, partnerId, pairedAt } = joined.json
    assert.deepEqual([message, partnerId], ['Successfully paired', maya.userId])
    assert.deepEqual(await status(maya), { paired: true, partnerId: noor.userId, pairedAt })
    assert.deepEqual(await status(noor), { paired: true, partnerId: maya.userId, pairedAt })
    assert.deepEqual((await join(noor, code)).json, joined.json)
    assert.equal((await join(await newPhone(), code)).status, 404, 'good for one pair')
  })

  test('oneself, or while somebody of the two is paired, is refused and changes nothing', async () => {
    const [maya, noor] = await newPair()
    const kim = await newPhone()
    const code = await codeOf(kim)
    assert.deepEqual(wordsOf(await join(kim, code)), [
      400,
      'SELF_PAIRING_DENIED',
      'Cannot pair with yourself',
    ])
    const taken = await join(maya, code)
    assert.deepEqual(Object.keys(taken.json), ['error', 'code', 'timestamp', 'requestId'])
    assert.deepEqual([taken.status, taken.json.code], [409, 'ALREADY_PAIRED'])
    assert.equal((await status(maya)).partnerId, noor.userId)
    assert.equal((await join(await newPhone(), code)).status, 200)
  })

  test('with one code is refused five times at most', async () => {
    const [maya] = await newPair()
    const kim = await newPhone()
    const code = await codeOf(kim)
    for (let i = 0; i < 5; i++) assert.equal((await join(maya, code)).status, 409)
    assert.equal((await join(await newPhone(), code)).status, 404)
  })

  test('wrong codes shut out a person after ten, and an address after thirty [W3]', async () => {
    const guess = (phone: Phone, address: string) =>
      phone.send({ method: 'POST', url: '/api/pairing/join', body: { pairingCode: '000000' }, address })
    const eve = await newPhone()
    for (let i = 0; i < 10; i++) assert.equal((await guess(eve, '203.0.113.7')).status, 404)
    const shut = await guess(eve, '203.0.113.8')
    assert.deepEqual(wordsOf(shut).slice(0, 2), [429, 'TOO_MANY_ATTEMPTS'])
    assert.equal(shut.headers['retry-after'], '600')
    const helpers = await Promise.all(Array.from({ length: 5 }, newPhone))
    for (const helper of helpers.slice(0, 2)) for (let i = 0; i < 10; i++) await guess(helper, '203.0.113.7')
    assert.equal((await guess(await newPhone(), '203.0.113.7')).status, 429)
    assert.equal((await guess(await newPhone(), '203.0.113.9')).status, 404)
    // Whoever has one address of an IPv6 network has the others.
    for (const [i, helper] of helpers.slice(2).entries())
      for (let k = 0; k < 10; k++) await guess(helper, `2001:db8::${i}:${k}`)
    assert.equal((await guess(await newPhone(), '2001:db8::ffff')).status, 429)
    assert.equal((await guess(await newPhone(), '2001:db8:0:1::1')).status, 404)
    clock.advance(10 * MINUTE_MS)
    assert.equal((await guess(eve, '203.0.113.7')).status, 404)
  })
})

describe('a pair', () => {
  test('cannot make another code: 409, with no field of a success', async () => {
    const [maya] = await newPair()
    const answer = await create(maya)
    assert.deepEqual(wordsOf(answer), [409, 'ALREADY_PAIRED', 'Already paired with someone'])
    assert.deepEqual(Object.keys(answer.json), ['error', 'code', 'timestamp', 'requestId'])
  })

  test('comes apart for both, as often as it is asked', async () => {
    const [maya, noor] = await newPair()
    for (const phone of [maya, maya, noor]) {
      const { status: code, json } = await unpair(phone)
      assert.deepEqual([code, json.message], [200, 'Successfully unpaired'])
    }
    assert.equal((await status(maya)).paired, false)
    assert.equal((await status(noor)).paired, false)
    const code = await codeOf(noor)
    assert.equal((await join(maya, code)).status, 200, 'and can form again')
  })

  test('is read from the database once in five minutes', async () => {
    const [maya] = await newPair()
    await status(maya)
    await status(maya)
    assert.equal(statementsOfLast(), 0)
    clock.advance(5 * MINUTE_MS)
    await status(maya)
    assert.equal(statementsOfLast(), 1)
  })
})

describe('at the same time', () => {
  test('of ten who join one code, one does [W7]', async () => {
    const maya = await newPhone()
    const others = await Promise.all(Array.from({ length: 10 }, () => newPhone()))
    const code = await codeOf(maya)
    const answers = await Promise.all(others.map((phone) => join(phone, code)))
    const winners = others.filter((_, i) => answers[i]!.status === 200)
    assert.equal(winners.length, 1)
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 404]))
    assert.equal((await status(maya)).partnerId, winners[0]!.userId)
    assert.equal((await status(winners[0]!)).partnerId, maya.userId)
  })

  test('everybody joins everybody: nobody is in two pairs, and no lock waits for ever [W7]', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => newPhone()))
    const codes = await Promise.all(people.map(codeOf))
    const answers = await Promise.all(
      people.flatMap((phone, i) =>
        codes.map((pairingCode, j) => {
          if (i === j) return undefined
          // Each from an address of its own: thirty refusals shut an address out.
          const address = `10.0.0.${i + 1}`
          return phone.send({ method: 'POST', url: '/api/pairing/join', body: { pairingCode }, address })
        }),
      ),
    )
    for (const answer of answers) if (answer) assert.ok([200, 404, 409].includes(answer.status), answer.text)
    const partners = await Promise.all(people.map(async (phone) => (await status(phone)).partnerId))
    for (const [i, partnerId] of partners.entries()) {
      if (partnerId === null) continue
      const j = people.findIndex(({ userId }) => userId === partnerId)
      assert.equal(partners[j], people[i]!.userId)
    }
  })

  test('the database itself refuses a second pair', async () => {
    const [maya] = await newPair()
    const kim = await newPhone()
    const [lower, higher] = [maya.userId, kim.userId].toSorted()
    const second = rows(
      `insert into pairings (pairing_id, lower_user_id, higher_user_id, paired_at) values (gen_random_uuid(), $1, $2, now())`,
      [lower, higher],
    )
    await assert.rejects(second, { code: '23505' })
  })
})

test('nothing is left of somebody who erased themselves, and the partner is alone', async () => {
  const [maya, noor] = await newPair()
  await maya.post('/tap/send')
  const answer = await maya.send({ method: 'DELETE', url: `/api/auth/users/${maya.userId}` })
  assert.equal(answer.status, 200)
  assert.equal((await status(noor)).paired, false)
  assert.equal((await maya.get('/pairing/status')).status, 401)
  const tables = await rows(
    `select table_schema || '.' || table_name from information_schema.tables where table_schema in ('public', 'kit')`,
  )
  for (const [table] of tables as [string][]) {
    const [[count]] = (await rows(
      `select count(*)::int from ${table} as t where t::text like '%' || $1 || '%'`,
      [maya.userId],
    )) as [[number]]
    // What the partner was told names whom they lost; it is kept for two days, for a phone that comes back.
    assert.equal(count, table === 'kit.realtime_messages' ? 3 : 0, table)
  }
})
