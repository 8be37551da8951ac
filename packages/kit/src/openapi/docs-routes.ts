import { readFile } from 'node:fs/promises'
import { chooseCoding, compress, type Coding } from '../http/content-coding.ts'
import { endpoint, type Endpoint } from '../http/endpoint.ts'
import type { Binding } from '../http/handler.ts'
import { DOCS_PAGE_POLICY, renderDocsPage } from './docs-page.ts'
import { readScalarScript, scalarVersion } from './scalar-script.ts'

export interface DocsOptions {
  title: string
  /** The generated OpenAPI document. */
  documentFile: URL
}

const shared = { method: 'GET', permission: 'public', limit: 'none', statements: 0 } as const

const getDocument = endpoint({
  ...shared,
  id: 'docs.openapi',
  path: '/openapi.json',
  cache: 0,
  summary: 'This document',
  responses: {
    200: {
      contentType: 'application/json',
      description: 'An OpenAPI 3.1 document.',
    },
  },
  examples: [{ name: 'the document' }],
})

const getPage = endpoint({
  ...shared,
  id: 'docs.page',
  path: '/docs',
  cache: 0,
  summary: 'This document as a page to read and to try requests on',
  responses: { 200: { contentType: 'text/html; charset=utf-8', description: 'A page.' } },
  examples: [{ name: 'the page' }],
})

const getScript = endpoint({
  ...shared,
  id: 'docs.script',
  path: '/docs/scalar.js',
  cache: 'for_ever',
  summary: 'The script of the page',
  responses: { 200: { contentType: 'text/javascript; charset=utf-8', description: 'A script.' } },
  examples: [{ name: 'the script' }],
})

const redirectToPage = endpoint({
  ...shared,
  id: 'docs.redoc',
  path: '/redoc',
  summary: 'Leads to the page',
  responses: { 308: { schema: null, headers: { Location: 'Always `/docs`.' } } },
  examples: [{ name: 'the way to the page' }],
})

/** Serves the OpenAPI document and its page from this process; each is read when it is first asked for, and kept. */
export function docsRoutes<Deps, Actor>({ title, documentFile }: DocsOptions): Binding<Deps, Actor>[] {
  const document = once(() => readFile(documentFile))
  const script = once(readScalarScript)
  // Compressing it takes a tenth of a second, and anybody may ask for it.
  const packed = (coding: Coding) => once(async () => compress(coding, await script(), 'thorough'))
  const scriptIn = { zstd: packed('zstd'), br: packed('br'), gzip: packed('gzip') }
  const page = once(async () =>
    renderDocsPage({
      title,
      documentUrl: getDocument.path,
      scriptUrl: `${getScript.path}?v=${await scalarVersion()}`,
    }),
  )
  const bind = (of: Endpoint, run: Binding<Deps, Actor>['run']): Binding<Deps, Actor> => ({
    endpoint: of,
    run,
  })
  return [
    bind(getDocument, document),
    bind(getPage, async ({ answer }) => {
      answer.header('content-security-policy', DOCS_PAGE_POLICY)
      return page()
    }),
    bind(getScript, async ({ request, answer }) => {
      const coding = chooseCoding(request.headers['accept-encoding'] as string | undefined)
      if (coding === undefined) return script()
      answer.header('content-encoding', coding)
      return scriptIn[coding]()
    }),
    bind(redirectToPage, ({ answer }) => {
      answer.header('location', getPage.path)
      return undefined
    }),
  ]
}

/** Remembers what `make` made; a failure is tried again by the next. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    }))
}
