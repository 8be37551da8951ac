import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { flag, idNumber, instant, integer } from '../http/coerce.ts'
import { wireSchema } from '../http/wire-schema.ts'
import { schemaArbitrary } from './schema-arbitrary.ts'

const Step = z
  .object({ pose: idNumber(), side: z.enum(['left', 'right']).nullable() })
  .meta({ id: 'TestStep' })
const Schema = z.object({
  name: z.string().min(1).max(20),
  email: z.email().optional(),
  token: z.uuid().nullish(),
  at: instant().optional(),
  day: z.iso.date(),
  level: z.enum(['a', 'b']),
  kind: z.literal('x'),
  slug: z.string().regex(/^[a-z]{2,5}\.svg$/),
  minutes: integer(z.int().min(5).max(240)),
  weight: z.number().min(0).max(1),
  open: flag().default(true),
  steps: z.array(Step).min(2),
})

test('values made from a schema are accepted by it', () => {
  fc.assert(
    fc.property(schemaArbitrary(wireSchema(Schema, 'input')), (value) => {
      const { error } = Schema.safeParse(value)
      assert.equal(error, undefined)
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('whole numbers are sent as text too, and reach both ends of their range', () => {
  const samples = fc.sample(schemaArbitrary({ type: 'integer', minimum: 3, maximum: 9 }), {
    numRuns: 200,
    seed: 1,
  })
  for (const expected of [3, 9, '3', '9']) assert.ok(samples.includes(expected), String(expected))
})
