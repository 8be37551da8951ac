import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { endpoint, type Endpoint } from '../http/endpoint.ts'
import { bareErrorFormat, bareErrors } from '../testing/bare-server.ts'
import { openApiDocument, type DocumentOptions } from './document.ts'
import type { ResponseObject } from './openapi-types.ts'

const Book = z.object({ id: z.int(), title: z.string() }).meta({ id: 'Book' })

const listBooks = endpoint({
  id: 'book_shelf.list',
  method: 'GET',
  path: '/books/:shelf',
  summary: 'List',
  permission: 'signed_in',
  limit: 'user',
  params: z.object({ shelf: z.string() }),
  query: z.object({
    page: z.coerce.number().int().default(1).meta({ description: 'From 1.' }),
    by: z.string(),
  }),
  responses: {
    200: { schema: z.array(Book), headers: { 'X-Total-Count': 'All books.' } },
    204: null,
  },
  statements: 1,
  examples: [],
})
const addBook = endpoint({
  id: 'book_shelf.add',
  method: 'POST',
  path: '/books/:shelf',
  summary: 'Add',
  permission: 'book.write',
  limit: 'none',
  body: Book,
  responses: { 201: Book },
  statements: 1,
  allowCookie: true,
  examples: [],
})

function documentOf(endpoints: readonly Endpoint[], options: Partial<DocumentOptions> = {}) {
  return openApiDocument({
    info: { title: 'Books', version: '1', description: '' },
    mounts: [{ prefix: '/v1', bindings: endpoints.map((one) => ({ endpoint: one })) }],
    errors: bareErrors,
    errorFormat: bareErrorFormat,
    limits: { user: { quota: 5, windowS: 60, by: ['subject'], doc: '' } },
    cookieName: 'sid',
    recorded: new Map(),
    ...options,
  })
}

const document = documentOf([listBooks, addBook])
const path = document.paths['/v1/books/{shelf}']!

test('an operation says who may use it, how often, and with what parameters', () => {
  const { parameters, responses, ...operation } = path.get!
  assert.deepEqual(operation, {
    operationId: 'book_shelf.list',
    tags: ['book_shelf'],
    summary: 'List',
    security: [{ bearer: [] }, { cookie: [] }],
    'x-permission': 'signed_in',
    'x-rate-limit': { class: 'user', quota: 5, window_seconds: 60, counted_by: ['subject'] },
    'x-statements': 1,
  })
  assert.deepEqual(parameters, [
    { name: 'shelf', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'page', in: 'query', description: 'From 1.', schema: { type: 'integer', default: 1 } },
    { name: 'by', in: 'query', required: true, schema: { type: 'string' } },
  ])
  assert.deepEqual(Object.keys(responses), ['200', '204', '304', '401', '422', '429', '500', '503'])
})

test('the groups of the API come before what stands beside it', () => {
  const probe: Endpoint = { ...listBooks, id: 'service.ready', path: '/ready' }
  const bindings = (...endpoints: Endpoint[]) => endpoints.map((one) => ({ endpoint: one }))
  const { tags } = documentOf([], {
    mounts: [
      { prefix: '', bindings: bindings(probe) },
      { prefix: '/v1', bindings: bindings(listBooks, addBook) },
    ],
  })
  assert.deepEqual(
    tags.map((tag) => tag['x-displayName']),
    ['Book shelf', 'Service'],
  )
})

test('the cookie counts for what only reads, and for what says so', () => {
  const ways = (method: 'GET' | 'POST', permission: Endpoint['permission'], allowCookie = false) =>
    Object.values(
      documentOf([{ ...addBook, method, permission, allowCookie }]).paths['/v1/books/{shelf}']!,
    )[0]!.security
  assert.deepEqual(ways('GET', 'public'), [])
  assert.deepEqual(ways('GET', 'optional'), [{ bearer: [] }, { cookie: [] }, {}])
  assert.deepEqual(ways('POST', 'signed_in'), [{ bearer: [] }])
  assert.deepEqual(ways('POST', 'signed_in', true), [{ bearer: [] }, { cookie: [] }])
})

test('errors stand by status with their codes, and the limit is reported by answers that were counted', () => {
  const { get } = documentOf([listBooks]).paths['/v1/books/{shelf}']!
  const responses = get!.responses as Record<string, ResponseObject>
  const headersOf = (status: number) => Object.keys(responses[status]!.headers!)
  assert.deepEqual(headersOf(401), ['X-Request-Id', 'WWW-Authenticate'])
  assert.deepEqual(headersOf(422), ['X-Request-Id'])
  assert.deepEqual(headersOf(429), ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After'])
  assert.deepEqual(responses[429]!.content!['application/problem+json'], {
    schema: { $ref: '#/components/schemas/Problem', properties: { code: { enum: ['limit.exceeded'] } } },
  })
  assert.deepEqual(document.components.responses['Unavailable']!.description.split('; ').length, 4)
})

test('a schema with an id is written once; answers stay open to fields of later versions', () => {
  assert.deepEqual(document.components.schemas['Book'], {
    type: 'object',
    properties: { id: { type: 'integer' }, title: { type: 'string' } },
    required: ['id', 'title'],
  })
  const { schema } = path.post!.requestBody!.content['application/json']!
  assert.deepEqual(schema, { $ref: '#/components/schemas/Book' })
})

test('two different schemas with one id are refused', () => {
  const Defaulted = z.object({ id: z.int().default(1), title: z.string() }).meta({ id: 'Novel' })
  const both: Endpoint = { ...addBook, body: Defaulted, responses: { 201: Defaulted } }
  assert.throws(() => documentOf([both]), /two schemas have the id Novel/)
})

test('examples stand by the name they were recorded under; an error and a response that operations share are written once', () => {
  const answer = { code: 'auth.required' }
  const refused = { key: 'auth.required', summary: 'without a token', status: 401, answer }
  const shown = {
    key: 'one',
    summary: 'One',
    query: { page: 2 },
    status: 200,
    answer: [{ id: 1, title: 'x' }],
  }
  const recorded = new Map([
    ['book_shelf.list', [shown, refused]],
    ['book_shelf.add', [refused]],
  ])
  const { paths, components } = documentOf([listBooks, addBook], { recorded })
  const { get, post } = paths['/v1/books/{shelf}']!
  const examplesOf = (response: object, type: string) =>
    (response as { content: Record<string, { examples: object }> }).content[type]!.examples
  assert.deepEqual((get!.parameters![1] as { examples: object }).examples, {
    one: { summary: 'One', value: 2 },
  })
  assert.deepEqual(examplesOf(get!.responses['200']!, 'application/json'), {
    one: { summary: 'One', value: [{ id: 1, title: 'x' }] },
  })
  for (const operation of [get!, post!])
    assert.deepEqual(operation.responses['401'], { $ref: '#/components/responses/auth.required' })
  assert.deepEqual(examplesOf(components.responses['auth.required']!, 'application/problem+json'), {
    'auth.required': { $ref: '#/components/examples/auth.required' },
  })
  assert.deepEqual(components.examples['auth.required'], { summary: 'without a token', value: answer })
})
