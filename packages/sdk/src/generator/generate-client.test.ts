import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApiDocument } from './document.ts'
import { generateClient } from './generate-client.ts'
import { literal } from './names.ts'
import { typeText } from './type-text.ts'

const refused = (codes: readonly string[]) => ({
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/Error', properties: { code: { enum: codes } } },
    },
  },
})
const document: ApiDocument = {
  info: { title: 'Books', version: '1' },
  components: {
    responses: { 'auth.forbidden': refused(['auth.forbidden']) },
    schemas: {
      Book: {
        type: 'object',
        properties: { id: { type: 'integer' }, by: { type: ['string', 'null'] } },
        required: ['id'],
      },
      Error: { type: 'object', properties: { code: { type: 'string' } } },
    },
  },
  paths: {
    '/shelves/{shelf}/books': {
      get: {
        operationId: 'book_shelf.list_all',
        summary: 'List',
        'x-permission': 'book.read',
        parameters: [
          { name: 'shelf', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'page', in: 'query', description: 'From 1.', schema: { type: 'integer', default: 1 } },
        ],
        responses: {
          200: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    books: { type: 'array', items: { $ref: '#/components/schemas/Book' } },
                    page: { type: 'integer' },
                    total_pages: { type: 'integer' },
                  },
                  required: ['books', 'page', 'total_pages'],
                },
              },
            },
          },
          403: { $ref: '#/components/responses/auth.forbidden' },
          404: refused(['shelf.not_found', "it's"]),
          500: refused(['server.internal_error']),
        },
      },
    },
  },
}

test('an operation becomes types and a method, named by its id', () => {
  const files = generateClient(document, 'book_shop')
  assert.deepEqual([...files.keys()], ['schemas.ts', 'book-shelf.ts', 'client.ts'])
  assert.equal(
    files.get('book-shelf.ts'),
    `// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { pagedMethod } from '../../methods.ts'
import type { Book } from './schemas.ts'

/** Params of \`book_shelf.list_all\`. */
export interface BookShelfListAllParams {
  shelf: string
}

/** Query of \`book_shelf.list_all\`. */
export interface BookShelfListAllQuery {
  /** From 1. \`1\` when absent. */
  page?: number
}

/** Answer of \`book_shelf.list_all\`. */
export interface BookShelfListAllAnswer {
  books: readonly Book[]
  page: number
  total_pages: number
}

/** Why \`book_shelf.list_all\` may fail. */
export type BookShelfListAllError =
  | 'auth.forbidden'
  | 'it\\'s'
  | 'shelf.not_found'

/** The operations of \`book_shelf\`. */
export const bookShelf = (caller: Caller) => ({
  /**
   * List.
   * Needs the permission \`book.read\`.
   */
  listAll: pagedMethod<{ params: BookShelfListAllParams; query?: BookShelfListAllQuery }, BookShelfListAllAnswer, BookShelfListAllAnswer['books'][number], BookShelfListAllError>(caller, {
    id: 'book_shelf.list_all',
    method: 'GET',
    path: '/shelves/{shelf}/books',
    items: 'books',
    errors: ['auth.forbidden', 'it\\'s', 'shelf.not_found'],
  }),
})
`,
  )
  assert.match(files.get('client.ts')!, /export function createBookShopClient\(options: ClientOptions\)/)
  assert.match(
    files.get('schemas.ts')!,
    /export interface Book \{\n {2}id: number\n {2}by\?: string \| null\n\}/,
  )
})

test('schemas become types', () => {
  assert.equal(typeText({ enum: ['a', 1, null] }), "'a' | 1 | null")
  assert.equal(
    typeText({ anyOf: [{ type: 'string' }, { const: true }, { type: 'string' }] }),
    'string | true',
  )
  assert.equal(typeText({ type: 'array', items: { type: ['string', 'null'] } }), 'readonly (string | null)[]')
  assert.equal(
    typeText({ type: 'array', items: { type: 'array', items: { type: 'number' } } }),
    'readonly (readonly number[])[]',
  )
  assert.equal(
    typeText({ type: 'object', additionalProperties: { type: 'boolean' } }),
    'Readonly<Record<string, boolean>>',
  )
  assert.equal(typeText({ type: 'object', properties: { 'a-b': { type: 'null' } } }), "{\n  'a-b'?: null\n}")
  assert.equal(typeText({ type: 'string', contentMediaType: 'application/octet-stream' }), 'Blob')
})

test('text becomes a literal that means the same', () => {
  for (const text of ['plain', `it's "so"`, 'back\\slash', 'new\nline', '\u2028'])
    // The literal is evaluated to see what it means.
    // oxlint-disable-next-line no-eval
    assert.equal(eval(literal(text)), text)
})
