import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { createCache } from '../cache/cache.ts'
import { createMemoryStore } from '../cache/memory-store.ts'
import { createBareServer } from '../testing/bare-server.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { defineApiVersions, formerAnswer, versionedBy, type VersionChange } from './api-versions.ts'
import type { Deprecation } from './deprecation.ts'
import { endpoint, type Endpoint } from './endpoint.ts'
import { handlerFor, type Principal } from './handler.ts'
import type { RequestRecord } from './observe-requests.ts'

const handle = handlerFor<object, Principal>()
const shared = {
  permission: 'public',
  limit: 'none',
  statements: 0,
  summary: 'for tests',
  examples: [],
} as const

// Three ages of a book: a title; a list of titles; these, and a number of pages that says what it counts.
const First = z.object({ title: z.string(), size: z.int() })
const Second = z.object({ titles: z.array(z.string()), size: z.int() })
const Third = z.object({ titles: z.array(z.string()), pages: z.int() })

const getBook = endpoint({
  ...shared,
  id: 'books.get',
  method: 'GET',
  path: '/books',
  query: z.object({ least_pages: z.coerce.number().int().max(1000).optional() }),
  responses: { 200: Third },
})
const addBook = endpoint({
  ...shared,
  id: 'books.add',
  method: 'POST',
  path: '/books',
  body: z.object({ titles: z.array(z.string()).min(1) }),
  responses: { 201: Third },
})
const listShelves = endpoint({
  ...shared,
  id: 'shelves.list',
  method: 'GET',
  path: '/shelves',
  responses: { 200: z.object({ shelves: z.int() }) },
})

const several: VersionChange = {
  version: '2026-02-01',
  summary: 'Several titles',
  guide: 'Read `titles`.',
  before: {
    'books.get': {
      answer: formerAnswer(Second, First, ({ titles, size }) => ({ title: titles[0]!, size })),
    },
    'books.add': {
      body: {
        schema: z.object({ title: z.string() }),
        up: ({ title, ...rest }) => ({ ...rest, titles: [title] }),
      },
      answer: formerAnswer(Second, First, ({ titles, size }) => ({ title: titles[0]!, size })),
    },
  },
}
const former = formerAnswer(Third, Second, ({ titles, pages }) => ({ titles, size: pages }))
const pages: VersionChange = {
  version: '2026-03-01',
  summary: 'Pages',
  guide: 'Read `pages`.',
  before: {
    'books.get': {
      query: {
        schema: z.object({ least_size: z.coerce.number().int().max(1000).optional() }),
        up: ({ least_size, ...rest }) => ({ ...rest, least_pages: least_size }),
      },
      answer: former,
    },
    'books.add': { answer: former },
  },
}
const versions = defineApiVersions('2026-01-01', [several, pages])
const guide = { path: '/changes', contentType: 'text/markdown' }

let loads = 0
const bindings = versionedBy(versions, [
  handle(getBook, ({ query, cached }) =>
    cached({ kind: 'book', ttlMs: 60_000, tags: ['book'] }, query, async () => {
      loads++
      return { titles: ['Emma', 'A Novel'], pages: query.least_pages ?? 300, secret: 'not in any contract' }
    }),
  ),
  handle(addBook, ({ body }) => ({ titles: body.titles, pages: 1 })),
  handle(listShelves, () => ({ shelves: 3 })),
])
const records: RequestRecord[] = []
const cache = createCache({ store: createMemoryStore(createFakeClock('2026-05-01T00:00:00Z')), version: '1' })
const server = createBareServer(bindings as never, {
  cache,
  changesGuide: guide,
  onRequest: (record) => void records.push(record),
})
after(() => server.close())

const get = (url: string, version?: string) =>
  server.inject({ url, headers: { ...(version !== undefined && { 'api-version': version }) } })

describe('an answer', () => {
  test('is what it was in the version that is asked for, or in the oldest', async () => {
    const golden = {
      '2026-01-01': { title: 'Emma', size: 300 },
      '2026-02-01': { titles: ['Emma', 'A Novel'], size: 300 },
      '2026-03-01': { titles: ['Emma', 'A Novel'], pages: 300 },
    }
    for (const [version, body] of Object.entries(golden)) {
      const answer = await get('/books', version)
      assert.deepEqual([answer.statusCode, answer.json()], [200, body])
      assert.equal(answer.headers['api-version'], version)
      assert.match(String(answer.headers['vary']), /, API-Version$/)
    }
    const unasked = await get('/books')
    assert.deepEqual([unasked.json(), unasked.headers['api-version']], [golden['2026-01-01'], '2026-01-01'])
  })

  test('is cached for each of its ages, and has an entity tag of its own', async () => {
    await cache.clear()
    loads = 0
    const tags = new Set<unknown>()
    for (const version of [...versions.all, ...versions.all])
      tags.add((await get('/books', version)).headers.etag)
    assert.deepEqual([loads, tags.size], [3, 3])
  })

  test('says that its operation has changed since, and nothing where it has not', async () => {
    const headersIn = async (url: string, version: string) => {
      const { headers } = await get(url, version)
      return [headers['deprecation'], headers['link']]
    }
    const link = '</changes>; rel="deprecation"; type="text/markdown"'
    assert.deepEqual(await headersIn('/books', '2026-01-01'), [`@${Date.UTC(2026, 1, 1) / 1000}`, link])
    assert.deepEqual(await headersIn('/books', '2026-02-01'), [`@${Date.UTC(2026, 2, 1) / 1000}`, link])
    assert.deepEqual(await headersIn('/books', '2026-03-01'), [undefined, undefined])
    assert.deepEqual(await headersIn('/shelves', '2026-01-01'), [undefined, undefined])
    const seen = records
      .slice(-4)
      .map(({ apiVersion, deprecated }) => [apiVersion, deprecated?.use, deprecated?.operation])
    assert.deepEqual(seen, [
      ['2026-01-01', 'version', 'books.get'],
      ['2026-02-01', 'version', 'books.get'],
      ['2026-03-01', undefined, undefined],
      ['2026-01-01', undefined, undefined],
    ])
  })
})

describe('a request', () => {
  test('is understood as it was written then, through every change since', async () => {
    const add = (body: object, version: string) =>
      server.inject({ method: 'POST', url: '/books', headers: { 'api-version': version }, payload: body })
    assert.deepEqual((await add({ title: 'Persuasion' }, '2026-01-01')).json(), {
      title: 'Persuasion',
      size: 1,
    })
    assert.deepEqual((await add({ titles: ['A', 'B'] }, '2026-02-01')).json(), {
      titles: ['A', 'B'],
      size: 1,
    })
    assert.equal((await add({ title: 'Persuasion' }, '2026-02-01')).statusCode, 422)
    assert.deepEqual((await get('/books?least_size=7', '2026-02-01')).json().size, 7)
  })

  test('that was wrong then is refused in the words of then', async () => {
    const { errors } = (await get('/books?least_size=5000', '2026-02-01')).json()
    assert.deepEqual([errors[0].parameter, errors.length], ['least_size', 1])
  })

  test('whose body cannot be read is answered in its version all the same', async () => {
    const { statusCode, headers } = await server.inject({
      method: 'POST',
      url: '/books',
      headers: { 'api-version': '2026-01-01', 'content-type': 'application/json' },
      payload: '{',
    })
    assert.deepEqual([statusCode, headers['api-version']], [422, '2026-01-01'])
    assert.equal(headers['deprecation'], `@${Date.UTC(2026, 1, 1) / 1000}`)
    assert.match(String(headers['vary']), /, API-Version$/)
  })

  test('for a version that is none is refused with those that there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[\x21-\x7e]{1,20}$/), async (version) => {
        const answer = await get('/shelves', version)
        const { code, detail } = answer.json()
        assert.deepEqual([answer.statusCode, code], [400, 'request.unknown_version'])
        assert.ok(detail.includes(versions.all.join(', ')))
      }),
      { numRuns: 50 },
    )
  })
})

describe('versions', () => {
  test('fit together: what a change answers is what the one before it takes', () => {
    for (const id of ['books.get', 'books.add'] as const) {
      const steps = versions.changes.flatMap(({ before }) => before[id]?.answer ?? [])
      const newest = bindings.find((one) => one.endpoint.id === id)!.endpoint as Endpoint
      const chain = [...steps.map(({ schema }) => schema), Object.values(newest.responses)[0]]
      for (const [i, { now }] of (steps as (typeof former)[]).entries()) assert.equal(now, chain[i + 1])
    }
  })

  test('are named by days in their order, and change operations that are there', () => {
    assert.throws(() => defineApiVersions('first', []), /not named by a day/)
    assert.throws(() => defineApiVersions('2026-02-01', [several]), /not later than the former/)
    assert.throws(() => versionedBy(versions, [handle(listShelves, () => ({ shelves: 3 }))]), /no operation/)
  })
})

describe('a deprecated operation', () => {
  const clock = createFakeClock('2026-06-01T00:00:00Z')
  const open = (deprecated: Deprecation) => {
    const old = endpoint({ ...listShelves, id: 'shelves.old', path: '/old', deprecated })
    const opened = createBareServer(
      [handle(listShelves, () => ({ shelves: 3 })), handle(old, () => ({ shelves: 2 }))],
      { clock, changesGuide: guide, onRequest: (record) => void records.push(record) },
    )
    after(() => opened.close())
    return opened
  }

  test('says since when, until when, where that is explained, and what takes its place; and ends then', async () => {
    const opened = open({ since: '2026-05-01', sunset: '2027-05-01', successor: 'shelves.list' })
    const answer = await opened.inject({ url: '/old', headers: { 'user-agent': 'shelf-app/1.2' } })
    assert.deepEqual([answer.statusCode, answer.json()], [200, { shelves: 2 }])
    assert.equal(answer.headers['deprecation'], `@${Date.UTC(2026, 4, 1) / 1000}`)
    assert.equal(answer.headers['sunset'], 'Sat, 01 May 2027 00:00:00 GMT')
    assert.deepEqual(String(answer.headers['link']).split(', '), [
      '</changes>; rel="deprecation"; type="text/markdown"',
      '</changes>; rel="sunset"',
      '</shelves>; rel="successor-version"',
    ])
    assert.deepEqual(records.at(-1)?.deprecated, {
      use: 'operation',
      operation: 'shelves.old',
      userAgent: 'shelf-app/1.2',
    })
    clock.set('2027-04-30T23:59:59.999Z')
    assert.equal((await opened.inject('/old')).statusCode, 200)
    clock.set('2027-05-01T00:00:00Z')
    const gone = await opened.inject('/old')
    assert.deepEqual([gone.statusCode, gone.json().code], [410, 'route.gone'])
    assert.equal(gone.headers['sunset'], 'Sat, 01 May 2027 00:00:00 GMT')
    assert.equal((await opened.inject('/shelves')).headers['deprecation'], undefined)
  })

  test('says so too when the body cannot be read, and has ended whatever the body is', async () => {
    clock.set('2026-06-01T00:00:00Z')
    const deprecated = { since: '2026-05-01', sunset: '2027-05-01' }
    const old = endpoint({ ...addBook, id: 'books.old', path: '/old', deprecated })
    const opened = createBareServer([handle(old, () => ({ titles: [], pages: 0 }))], {
      clock,
      changesGuide: guide,
    })
    after(() => opened.close())
    const type = (type: string) => ({ headers: { 'content-type': type } })
    const bodies = [
      [422, { ...type('application/json'), payload: '{' }],
      [415, { ...type('text/csv'), payload: 'a,b' }],
      [413, { ...type('application/json'), payload: JSON.stringify('x'.repeat(10_000)) }],
    ] as const
    for (const [status, sent] of bodies) {
      const { statusCode, headers } = await opened.inject({ method: 'POST', url: '/old', ...sent })
      assert.equal(statusCode, status)
      assert.equal(headers['deprecation'], `@${Date.UTC(2026, 4, 1) / 1000}`)
      assert.equal(headers['sunset'], 'Sat, 01 May 2027 00:00:00 GMT')
      assert.match(String(headers['link']), /rel="deprecation"/)
    }
    clock.set('2027-05-01T00:00:00Z')
    for (const [, sent] of bodies) {
      const gone = await opened.inject({ method: 'POST', url: '/old', ...sent })
      assert.deepEqual([gone.statusCode, gone.json().code], [410, 'route.gone'])
    }
  })

  test('is refused when it makes no sense', () => {
    assert.throws(() => open({ since: '2026-05-01', sunset: '2026-04-01' }), /ends before/)
    assert.throws(() => open({ since: 'soon' }), /not a day/)
    assert.throws(() => open({ since: '2026-05-01', successor: 'shelves.new' }), /is none/)
  })
})
