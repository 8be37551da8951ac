import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { FieldError } from '../errors/app-error.ts'
import { parsePart } from './parse.ts'

const Shelf = z.object({
  name: z.string().min(1).max(10),
  books: z.array(z.int().min(1).max(99)).min(2),
  light: z.enum(['dim', 'bright']),
  open: z.boolean(),
  colour: z.string().regex(/^[a-z]+$/, 'must be a colour'),
  kind: z.literal('shelf'),
  made: z.iso.datetime(),
  day: z.iso.date(),
  id: z.uuid(),
  owner: z.email(),
  step: z.int().multipleOf(5),
  tag: z.strictObject({ colour: z.string() }),
  top: z.discriminatedUnion('form', [
    z.object({ form: z.literal('flat') }),
    z.object({ form: z.literal('round') }),
  ]),
})

const good = {
  name: 'a',
  books: [1, 2],
  light: 'dim',
  open: true,
  colour: 'red',
  kind: 'shelf',
  made: '2026-03-01T07:30:00Z',
  day: '2026-03-01',
  id: '01980000-0000-7000-8000-000000000000',
  owner: 'maya@example.com',
  step: 10,
  tag: { colour: 'red' },
  top: { form: 'flat' },
}

for (const [sent, told] of [
  [{ name: undefined }, 'This field is required.'],
  [{ name: 5 }, 'must be a text'],
  [{ name: '' }, 'must not be empty'],
  [{ name: 'x'.repeat(11) }, 'must have at most 10 characters'],
  [{ books: [1] }, 'must have at least 2 items'],
  [{ books: [1, 100] }, 'must be at most 99'],
  [{ books: [1, 0] }, 'must be at least 1'],
  [{ books: [1, 1.5] }, 'must be a whole number'],
  [{ books: {} }, 'must be a list'],
  [{ light: 'red' }, 'must be one of dim, bright'],
  [{ open: 'yes' }, 'must be true or false'],
  [{ colour: 'RED' }, 'must be a colour'],
  [{ kind: 'box' }, 'must be shelf'],
  [{ made: 'yesterday' }, 'must be a time such as 2026-03-01T07:30:00Z'],
  [{ day: '1.3.2026' }, 'must be a day such as 2026-03-01'],
  [{ id: '7' }, 'must be a UUID such as 01980000-0000-7000-8000-000000000000'],
  [{ owner: 'maya' }, 'must be an e-mail address such as maya@example.com'],
  [{ step: 7 }, 'must be a multiple of 5'],
  [{ tag: { colour: 'red', size: 1 } }, 'has a field that nothing reads here: leave out size'],
  [{ tag: { colour: 'red', a: 1, b: 1 } }, 'has fields that nothing reads here: leave out a, b'],
  [{ top: { form: 'bent' } }, 'must be one of flat, round'],
] as const) {
  test(`${JSON.stringify(sent)} is answered "${told}"`, () => {
    const problems: FieldError[] = []
    parsePart(Shelf, 'body', { ...good, ...sent }, problems)
    assert.deepEqual(
      problems.map(({ detail }) => detail),
      [told],
    )
    assert.equal(problems[0]!.code === 'missing', told.includes('required'))
  })
}
