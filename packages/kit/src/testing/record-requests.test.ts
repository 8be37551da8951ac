import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createDb } from '../db/database.ts'
import { createTestDatabase } from './test-database.ts'
import { recordRequests } from './record-requests.ts'

const database = await createTestDatabase()
after(() => database.drop())

test('each statement is kept once, whether sent alone or in a transaction', async () => {
  const recording = recordRequests(database.db.driver)
  const db = createDb(recording)
  const double = (value: number) => ({ shape: 'test.double', text: 'select 2 * $1::int', values: [value] })
  const triple = { shape: 'test.triple', text: 'select 3 * $1::int', values: [5] }

  assert.deepEqual((await db.execute(double(1))).rows, [[2]])
  assert.deepEqual((await db.execute(double(2))).rows, [[4]])
  await db.transaction(async (tx) => {
    assert.deepEqual((await tx.execute(double(3))).rows, [[6]])
    assert.deepEqual((await tx.execute(triple)).rows, [[15]])
  })
  assert.deepEqual(recording.requests(), [double(1), triple])
})
