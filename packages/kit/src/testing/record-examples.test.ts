import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { z } from 'zod'
import { defineErrors, joinErrors } from '../errors/define-errors.ts'
import { endpoint, type Example } from '../http/endpoint.ts'
import { handlerFor, type Principal } from '../http/handler.ts'
import { idNumber } from '../http/coerce.ts'
import { createLimiter } from '../limits/create-limiter.ts'
import { createMemoryWindowCounter } from '../limits/window-counter.ts'
import { bareErrorFormat, bareErrors, createBareServer, sendTo } from './bare-server.ts'
import { createFakeClock } from './fake-clock.ts'
import { recordExamples } from './record-examples.ts'

const bookErrors = defineErrors({
  'book.not_found': {
    status: 404,
    title: 'Book not found',
    detail: 'No such book.',
    advice: 'List the books.',
  },
  'library.closed': {
    status: 403,
    title: 'Library closed',
    detail: 'The library is closed.',
    advice: 'Come back tomorrow.',
  },
})
const errors = joinErrors({ definitions: Object.fromEntries(bareErrors) }, bookErrors)
const handle = handlerFor<object, Principal>()
const startedAt = new Date('2026-03-02T12:00:00Z')

const books = new Map<number, string>()
let isClosed = false
const good: Example = {
  name: 'A book!',
  given: 'a book',
  params: { id: '{book}' },
  body: { title: 'Named {title}' },
}
const missing: Example = { name: 'none', params: { id: 9 }, body: { title: 'x' }, answers: 'book.not_found' }

function rename(examples: readonly Example[], answerStatus = 200, rules: readonly string[] = []) {
  const contract = endpoint({
    id: 'books.rename',
    method: 'PUT',
    path: '/books/:id',
    summary: 'Rename a book',
    permission: 'book.write',
    limit: 'user',
    params: z.object({ id: idNumber() }),
    body: z.object({ title: z.string().min(1) }),
    responses: { 200: z.object({ title: z.string() }), 202: z.object({ title: z.string() }) },
    errors: ['book.not_found', ...rules],
    statements: 0,
    examples,
  })
  return handle(contract, ({ params, body, answer }) => {
    if (isClosed) throw bookErrors.fail('library.closed')
    if (!books.has(params.id)) throw bookErrors.fail('book.not_found')
    books.set(params.id, body.title)
    answer.status(answerStatus)
    return { title: body.title }
  })
}

async function replay(binding: ReturnType<typeof rename>) {
  const bindings = [binding]
  const permissions = new Map([
    ['Bearer user', new Set<string>()],
    ['Bearer admin', new Set(['book.write'])],
  ])
  const authenticate = async ({ authorization = '' }) => {
    const held = permissions.get(authorization)
    return held && { subject: authorization, permissions: held, carrier: 'bearer' as const }
  }
  const counter = createMemoryWindowCounter(createFakeClock(startedAt.toISOString()))
  const classes = { user: { quota: 1, windowS: 60, by: ['subject'], doc: '' } } as const
  const server = createBareServer(bindings, { authenticate, errors })
  const limiter = createLimiter({ classes, routes: {}, counter })
  const limited = createBareServer(bindings, { authenticate, errors, limiter })
  after(() => Promise.all([server.close(), limited.close()]))
  return recordExamples({
    mounts: [{ prefix: '', bindings }],
    errors,
    errorFormat: bareErrorFormat,
    send: sendTo(server),
    sendLimited: sendTo(limited),
    startedAt,
    bodyLimitBytes: 10_000,
    prepare: async (given) => {
      assert.equal(given, 'a book')
      books.set(1, 'old')
      return { book: 1, title: 'again' }
    },
    rules: { 'library.closed': { summary: 'at night', prepare: async () => (isClosed = true) } },
    restore: async () => {
      books.clear()
      isClosed = false
    },
  })
}

test('examples are recorded with what they were answered, and each error that follows from the contract with them', async () => {
  const { recorded, problems } = await replay(rename([good, missing]))
  assert.deepEqual(problems, [])
  const examples = recorded.get('books.rename')!
  assert.deepEqual(
    examples.map(({ key, status }) => [key, status]),
    [
      ['a-book', 200],
      ['none', 404],
      ['auth.required', 401],
      ['auth.forbidden', 403],
      ['request.invalid', 422],
      ['request.too_large', 413],
      ['request.unsupported_media_type', 415],
      ['limit.exceeded', 429],
    ],
  )
  assert.deepEqual(examples[0], {
    key: 'a-book',
    summary: 'A book!',
    params: { id: 1 },
    query: {},
    body: { title: 'Named again' },
    status: 200,
    answer: { title: 'Named again' },
  })
  const invalid = examples.find(({ key }) => key === 'request.invalid')!
  assert.deepEqual(invalid.body, { title: '' })
  assert.equal((invalid.answer as { code: string }).code, 'request.invalid')
})

test('a code that a rule of the app adds is recorded as the rule brings it about', async () => {
  const { recorded, problems } = await replay(rename([good, missing], 200, ['library.closed']))
  assert.deepEqual(problems, [])
  const closed = recorded.get('books.rename')!.find(({ key }) => key === 'library.closed')
  assert.deepEqual([closed?.summary, closed?.status], ['at night', 403])
})

test('a code without an example and an endpoint without a success are problems', async () => {
  assert.deepEqual((await replay(rename([good]))).problems, [
    'books.rename: has no example of book.not_found',
  ])
  assert.deepEqual((await replay(rename([missing]))).problems, ['books.rename: has no example of success'])
})

test('two examples of one name are a problem', async () => {
  const { problems } = await replay(rename([good, missing, { ...good, name: 'a book' }]))
  assert.deepEqual(problems, ['books.rename: has two examples called "a book"'])
})

test('another answer than the example expects is a problem', async () => {
  const wrong: Example = { ...missing, name: 'wrong', answers: 'request.invalid' }
  const { problems } = await replay(rename([good, missing, wrong]))
  assert.equal(problems.length, 1)
  assert.match(
    problems[0]!,
    /^books\.rename: "wrong" answered 404 .*book\.not_found.*, not request\.invalid$/,
  )
})

test('a status that the contract does not list is a problem', async () => {
  const { problems } = await replay(rename([good, missing], 201))
  assert.match(problems[0]!, /"A book!" answered 500 .*, not 200$/)
})

test('a place in an example that its state has no value for is a problem', async () => {
  const unknown: Example = { ...good, name: 'unknown', params: { id: '{shelf}' } }
  const { problems } = await replay(rename([good, missing, unknown]))
  assert.deepEqual(problems, [
    'books.rename: "unknown" could not be sent: the state gives no value for {shelf}',
  ])
})
