import { VERSION_HEADER } from '../http/api-versions.ts'
import fc from 'fast-check'
import type { z } from 'zod'
import { urlOf, type Endpoint } from '../http/endpoint.ts'
import { wireSchema } from '../http/wire-schema.ts'
import type { Person, SentRequest } from './example-request.ts'
import { hostileHeaders, hostileJson, hostileRawBody, hostileText } from './hostile-values.ts'
import { schemaArbitrary } from './schema-arbitrary.ts'

/** Requests to one endpoint that are right in most places and wrong, odd or malicious in some. */
export function hostileRequests(prefix: string, endpoint: Endpoint, as: Person): fc.Arbitrary<SentRequest> {
  const { method, streams } = endpoint
  return fc
    .record({
      url: urls(prefix, endpoint),
      body: method === 'GET' ? fc.constant(undefined) : bodies(endpoint.body, streams),
      headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, hostileHeaders()),
    })
    .map(({ url, body, headers }) => ({
      method,
      url,
      as,
      ...(body && { body: body.content }),
      headers: {
        ...(endpoint.versions && { [VERSION_HEADER]: endpoint.versions.newest }),
        ...headers,
        ...(body && { 'content-type': body.type }),
      },
    }))
}

/** Requests to addresses that nobody serves, or that cannot be read. */
export function strayRequests(as: Person): fc.Arbitrary<SentRequest> {
  const parts = fc.array(
    fc.oneof(hostileText().map(encode), fc.constantFrom('api', 'v1', 'poses', '%', '%ff', '%00', '..', '')),
  )
  // Methods that no endpoint has are sent too.
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'TRACE', 'PROPFIND')
  return fc.record({ method, parts, query: rawQueries() }).map(({ method, parts, query }) => ({
    method: method as Endpoint['method'],
    url: `/${parts.join('/')}${query}`,
    as,
  }))
}

/** Lone surrogates cannot be percent-encoded; a client would send U+FFFD. */
const encode = (text: string) => encodeURIComponent(text.toWellFormed())

const rawQueries = () =>
  fc.constantFrom(
    '',
    '?',
    '?%',
    '?a=%ff',
    '?=',
    '?&&&',
    '?a[]=1&a[b]=2',
    '?page=1&page=2',
    '?__proto__=1',
    `?${'a=1&'.repeat(500)}`,
  )

function fields(schema: z.ZodType | undefined): fc.Arbitrary<Record<string, unknown>> {
  if (schema === undefined) return fc.constant({})
  const good = schemaArbitrary(wireSchema(schema, 'input')) as fc.Arbitrary<Record<string, unknown>>
  return fc.oneof({ weight: 2, arbitrary: good }, spoiled(good))
}

/** The same with one field made hostile. */
function spoiled(good: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.tuple(good, fc.nat(), hostileJson()).map(([value, position, hostile]) => {
    const names = Object.keys(value ?? {})
    return names.length === 0
      ? { surprise: hostile }
      : { ...value, [names[position % names.length]!]: hostile }
  })
}

function urls(prefix: string, endpoint: Endpoint): fc.Arbitrary<string> {
  const pattern = urlOf(prefix, endpoint)
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name!)
  const asText = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
  return fc
    .tuple(fields(endpoint.params), fields(endpoint.query), rawQueries())
    .map(([params, query, raw]) => {
      const path = names.reduce(
        (url, name) => url.replace(`:${name}`, () => encode(asText(params[name] ?? '1')) || '%20'),
        pattern,
      )
      const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(asText(value))}`)
      return `${path}${search.length > 0 ? `?${search.join('&')}` : raw}`
    })
}

interface Body {
  content: unknown
  type: string
}

function bodies(schema: z.ZodType | undefined, streams: string | undefined): fc.Arbitrary<Body | undefined> {
  const json = (content: unknown): Body => ({
    content: JSON.stringify(content) ?? '',
    type: 'application/json',
  })
  const otherTypes = fc.constantFrom(
    'text/plain',
    'application/xml',
    'multipart/form-data',
    'a',
    '',
    streams ?? 'application/json',
  )
  return fc.oneof(
    { weight: 8, arbitrary: fields(schema).map(json) },
    { weight: 2, arbitrary: hostileJson().map(json) },
    {
      weight: 1,
      arbitrary: hostileRawBody().map((content) => ({ content, type: streams ?? 'application/json' })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(hostileRawBody(), otherTypes).map(([content, type]) => ({ content, type })),
    },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
}
