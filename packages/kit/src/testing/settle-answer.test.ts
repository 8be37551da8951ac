import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settleAnswer } from './settle-answer.ts'

const startedAt = new Date('2026-03-02T12:00:00Z')
const kept = '0198c0de-0000-7000-8000-000000000001'
const settle = (answer: unknown) => settleAnswer(answer, { startedAt, keptIds: [kept] })

test('instants of the real clock read as the start, those of the fake clock stay', () => {
  const inAMonth = '2026-04-02T12:00:00.000Z'
  assert.deepEqual(settle({ made: new Date().toISOString(), due: inAMonth }), {
    made: startedAt.toISOString(),
    due: inAMonth,
  })
})

test('random ids are numbered as they appear, and the same id has the same number', () => {
  const [a, b] = [crypto.randomUUID(), crypto.randomUUID()]
  assert.deepEqual(settle([kept, a, `${b}/${a}`]), [
    kept,
    '00000000-0000-7000-8000-000000000001',
    '00000000-0000-7000-8000-000000000002/00000000-0000-7000-8000-000000000001',
  ])
})

test('measurements are not told, bytes are not shown, nor what follows the third object of a list', () => {
  const list = [1, 2, 3, 4, 5].map((id) => ({ id }))
  const answer = { list, names: ['a', 'b', 'c', 'd'], file: new Uint8Array(2), observed_value: 0.4 }
  assert.deepEqual(settle(answer), {
    list: [{ id: 1 }, { id: 2 }, { id: 3 }],
    names: ['a', 'b', 'c', 'd'],
    file: '<bytes>',
    observed_value: 1,
  })
})

test('tokens are named after their field, signed ones wherever they stand', () => {
  assert.deepEqual(
    settle({ refresh_token: 'Zm9v', access_token: null, link: 'https://a.example/?t=eyJh.eyJi.c2ln' }),
    {
      refresh_token: '<refresh_token>',
      access_token: null,
      link: 'https://a.example/?t=header.claims.signature',
    },
  )
})
