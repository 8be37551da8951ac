import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { endpoint } from '../http/endpoint.ts'
import { handlerFor, type Principal } from '../http/handler.ts'
import { openApiDocument } from '../openapi/document.ts'
import { bareErrorFormat, bareErrors, createBareServer } from './bare-server.ts'
import { documentedRoutes, findDanglingReferences, findEmptySchemas, servedPaths } from './document-checks.ts'

const shared = { permission: 'public', limit: 'none', statements: 0, examples: [] } as const
const read = endpoint({
  ...shared,
  id: 'books.read',
  method: 'GET',
  path: '/books/:id/pages',
  summary: 'Read',
  params: z.object({ id: z.string() }),
  responses: { 200: z.object({ title: z.string(), extra: z.unknown().meta({ description: 'Anything' }) }) },
})
const write = endpoint({
  ...shared,
  id: 'books.write',
  method: 'POST',
  path: '/books',
  summary: 'Write',
  body: z.looseObject({}),
  responses: { 200: z.array(z.any()) },
})
const handle = handlerFor<object, Principal>()
const bindings = [handle(read, () => ({ title: '', extra: 1 })), handle(write, () => [])]
const document = openApiDocument({
  info: { title: 'Books', version: '1', description: '' },
  mounts: [{ prefix: '', bindings }],
  errors: bareErrors,
  errorFormat: bareErrorFormat,
  limits: {},
  recorded: new Map(),
})

test('schemas that say nothing are found where they stand', () => {
  assert.deepEqual(findEmptySchemas(document), [
    '//books/{id}/pages/get/responses/200/content/application/json/schema/extra',
    '//books/post/requestBody/content/application/json/schema/additionalProperties',
    '//books/post/responses/200/content/application/json/schema/items',
  ])
})

test('references that lead nowhere are found', () => {
  assert.deepEqual(findDanglingReferences(document), [])
  const broken = { ...document, components: { ...document.components, schemas: {} } }
  assert.deepEqual(new Set(findDanglingReferences(broken)), new Set(['#/components/schemas/Problem']))
})

test('what a server answers is listed whoever registered it', async () => {
  const server = createBareServer(bindings)
  server.get('/books/secret', () => 'x')
  assert.deepEqual(servedPaths(server).toSorted(), ['/books', '/books/secret', '/books/{id}/pages'])
  assert.deepEqual(documentedRoutes(document), [
    { method: 'GET', path: '/books/{id}/pages' },
    { method: 'POST', path: '/books' },
  ])
  await server.close()
})
