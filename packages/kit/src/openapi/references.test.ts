import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { integer, list, oneOf, redacted, secret, text } from '../config/variables.ts'
import { defineErrors, joinErrors } from '../errors/define-errors.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { httpErrors } from '../http/errors.ts'
import { asyncApiDocument } from './asyncapi-document.ts'
import { configurationReference } from './configuration-reference.ts'
import { errorReference } from './error-reference.ts'
import { printRouteList, routeReference } from './route-list.ts'

const shared = { summary: '', statements: 0, responses: { 200: null }, examples: [] } as const
const read: Endpoint = {
  ...shared,
  id: 'books.read',
  method: 'GET',
  path: '/books/:id',
  permission: 'public',
  limit: 'none',
  errors: ['book.not_found'],
}
const write: Endpoint = {
  ...shared,
  id: 'books.write',
  method: 'POST',
  path: '/books',
  permission: 'book.write',
  limit: 'user',
}
const mounts = [{ prefix: '/v1', bindings: [{ endpoint: read }, { endpoint: write }] }]

test('the route list is sorted by path, its columns aligned', () => {
  assert.equal(
    printRouteList(mounts),
    [
      'POST  /v1/books      book.write  user  books.write\n',
      'GET   /v1/books/:id  public      none  books.read\n',
    ].join(''),
  )
})

test('the route reference tells the rates of the limits', () => {
  const limits = { user: { quota: 1000, windowS: 3600, by: ['subject'], doc: 'Reading | writing' } } as const
  const page = routeReference('Books', mounts, limits)
  assert.match(page, /^## Books\n/)
  assert.match(page, /\| `GET` \| `\/v1\/books\/:id` \| `public` \| `none` \| `books\.read` \|/)
  assert.match(page, /\| `user` \| `1000\/h` \| subject \| Reading \\\| writing \|/)
})

test('the error reference explains each code and says who answers it', () => {
  const own = defineErrors({
    'book.not_found': {
      status: 404,
      title: 'Book not found',
      detail: ({ id }: { id: number }) => `No book ${id}.`,
      advice: 'List the books.',
    },
  })
  const page = errorReference('Books', joinErrors(httpErrors, own), mounts)
  assert.match(
    page,
    /## book\.not_found\n\n\*\*Book not found\.\*\* Status 404\.\n\nList the books\.\n\nAnswered by `books\.read`\./,
  )
  assert.match(
    page,
    /## server\.internal_error\n[^#]+> Something went wrong[^#]+Answered by most operations\./,
  )
  assert.match(
    page,
    /## limit\.exceeded\n[^#]+the same request may succeed later[^#]+Answered by `books\.write`\./,
  )
})

test('the configuration reference tells values, defaults and what is kept secret', () => {
  const page = configurationReference('Books', {
    MODE: oneOf(['a', 'b'], { default: 'a', doc: 'How it runs.' }),
    SIZE: integer({ default: 5, min: 1, max: 9, doc: 'How large.' }),
    KEY: secret(text({ default: 'x', doc: 'Signs.' })),
    URL: redacted(text({ default: undefined, doc: 'Where.' })),
    NAMES: list('names', (name) => name, { default: [], doc: 'Who.' }),
  })
  assert.match(page, /\| `MODE` \| one of `a`, `b` \| `a` \| How it runs\. \|/)
  assert.match(page, /\| `SIZE` \| a whole number from 1 to 9 \| `5` \| How large\. \|/)
  assert.match(page, /\| `KEY` \| text \| {2}\| Signs\. Required in production\. Never printed\. \|/)
  assert.match(page, /\| `URL` \| text \| {2}\| Where\. Never printed\. \|/)
  assert.match(page, /\| `NAMES` \| names, separated by commas \| {2}\| Who\. \|/)
})

test('the AsyncAPI document holds the frames of the server and of the app, and its references lead somewhere', () => {
  const document = asyncApiDocument({
    info: { title: 'Pager', version: '1' },
    paths: ['/', '/live'],
    messages: { buzz: z.object({ times: z.int() }).describe('Somebody calls.') },
    news: { rung: z.object({ byWhom: z.string() }) },
    greeting: z.object({ userId: z.string() }),
  })
  const { messages } = document.components
  const buzz = messages.buzz!.payload as { required: string[]; properties: Record<string, object> }
  assert.deepEqual(buzz.required.toSorted(), ['id', 'seq', 'times', 'timestamp', 'type'])
  const rung = messages.rung!.payload as typeof buzz
  assert.deepEqual(rung.required.toSorted(), ['byWhom', 'timestamp', 'type'])
  assert.deepEqual(buzz.properties.type, { type: 'string', const: 'buzz' })
  assert.equal(messages.buzz!.summary, 'Somebody calls.')
  assert.ok('userId' in (messages.auth_success!.payload as typeof buzz).properties)
  assert.deepEqual(
    Object.values(document.channels).map(({ address }) => address),
    ['/', '/live'],
  )
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!)
  assert.ok(references.length > 20)
  for (const path of references) {
    const found = path
      .split('/')
      .reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], document)
    assert.notEqual(found, undefined, path)
  }
})
