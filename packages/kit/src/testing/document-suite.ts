import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { OpenApiDocument } from '../openapi/openapi-types.ts'
import type { RecordedExamples } from '../openapi/recorded-example.ts'
import { documentedRoutes, findDanglingReferences, findEmptySchemas, servedPaths } from './document-checks.ts'
import type { Replay } from './record-examples.ts'
import type { Send } from './send-as.ts'

export interface DocumentSuite {
  app: { server: FastifyInstance; send: Send }
  replay: Replay
  apiDocument: (recorded: RecordedExamples) => OpenApiDocument
  /** The document as it is committed. */
  committedFile: URL
}

/** Tests that the API document of an app says what its server does. */
export async function testDocument({
  app,
  replay,
  apiDocument,
  committedFile,
}: DocumentSuite): Promise<void> {
  const { recorded, problems } = replay
  const document = apiDocument(recorded)
  const committed = JSON.parse(await readFile(committedFile, 'utf8')) as OpenApiDocument

  test('every example is answered as its contract says, and every code that an operation answers has one', () => {
    assert.deepEqual(problems, [])
  })

  test('the committed document holds what the server answers today', () => {
    const operations = ({ paths }: OpenApiDocument) =>
      Object.values(paths).flatMap((item) => Object.values(item))
    const byId = new Map(operations(committed).map((operation) => [operation.operationId, operation]))
    // One operation at a time: a difference in the whole document would be too long to read.
    for (const operation of operations(document)) {
      const { operationId } = operation
      assert.deepEqual(
        byId.get(operationId),
        JSON.parse(JSON.stringify(operation)),
        `${operationId}: npm run generate`,
      )
    }
    assert.deepEqual(committed, JSON.parse(JSON.stringify(document)))
  })

  test('no schema of the document is empty, and every reference leads somewhere', () => {
    assert.deepEqual(findEmptySchemas(document), [])
    assert.deepEqual(findDanglingReferences(document), [])
  })

  test('the server answers the documented paths and no others', () => {
    const documented = new Set(documentedRoutes(document).map(({ path }) => path))
    assert.deepEqual(new Set(servedPaths(app.server)), documented)
  })

  test('a method that the document does not list is refused, with those it does', async () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const listed = Object.keys(item).map((method) => method.toUpperCase())
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        if (listed.includes(method)) continue
        const { status, headers } = await app.send({
          method,
          url: path.replaceAll(/\{\w+\}/g, '1'),
          as: 'admin',
        })
        assert.equal(status, 405, `${method} ${path}`)
        const allowed = String(headers['allow']).split(', ')
        assert.deepEqual(
          allowed.filter((name) => name !== 'HEAD' && name !== 'OPTIONS').toSorted(),
          listed.toSorted(),
        )
      }
    }
  })
}
