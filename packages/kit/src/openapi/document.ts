import { isDeepStrictEqual } from 'node:util'
import type { ErrorRegistry } from '../errors/define-errors.ts'
import { urlOf, type Endpoint } from '../http/endpoint.ts'
import type { ErrorFormat } from '../http/problem.ts'
import type { LimitClass } from '../limits/limit-classes.ts'
import { createComponentSchemas } from './component-schemas.ts'
import type { ExampleObject, OpenApiDocument, PathItemObject } from './openapi-types.ts'
import { versionParameter } from './header-parameters.ts'
import { operationOf, tagOf } from './operation.ts'
import type { RecordedExamples } from './recorded-example.ts'
import type { ResponseContext } from './responses.ts'
import { shareResponses } from './share-responses.ts'
import { sharedFaults, sharedHeaders, sharedResponses } from './shared-parts.ts'

/** Endpoints below one path prefix; the mounts of an app fit. */
export interface DocumentedMount {
  prefix: string
  bindings: readonly { endpoint: Endpoint }[]
}

export interface DocumentOptions {
  info: OpenApiDocument['info']
  mounts: readonly DocumentedMount[]
  errors: ErrorRegistry
  errorFormat: ErrorFormat
  limits: Readonly<Record<string, LimitClass>>
  /** Name of the session cookie; absent when the app has none. */
  cookieName?: string
  /** What a real server answered to the examples of the contracts; empty for a document without. */
  recorded: RecordedExamples
}

/**
 * The OpenAPI 3.1 document of an app, from its endpoints alone: equal input gives an equal document.
 * @throws Error when two different schemas have one id.
 */
export function openApiDocument(options: DocumentOptions): OpenApiDocument {
  const schemas = createComponentSchemas()
  const examples = createSharedExamples(options.recorded)
  const context = { ...options, schemas, shareExample: examples.share }
  const paths: Record<string, PathItemObject> = {}
  for (const { prefix, bindings } of options.mounts) {
    for (const { endpoint } of bindings) {
      const path = urlOf(prefix, endpoint).replaceAll(/:(\w+)/g, '{$1}')
      const method = endpoint.method.toLowerCase() as keyof PathItemObject
      const operation = operationOf(endpoint, options.recorded.get(endpoint.id) ?? [], context)
      paths[path] = { ...paths[path], [method]: operation }
    }
  }
  const responses = {
    ...sharedResponses(options.errors, options.errorFormat, schemas),
    ...shareResponses(paths),
  }
  const versions = options.mounts
    .flatMap(({ bindings }) => bindings)
    .find(({ endpoint }) => endpoint.versions)?.endpoint.versions
  return {
    openapi: '3.1.1',
    info: { ...options.info, ...(versions && { 'x-api-version': versions.newest }) },
    servers: [{ url: '/', description: 'The server this document comes from' }],
    tags: tagsOf(options.mounts).map((name) => ({ name, 'x-displayName': displayName(name) })),
    paths,
    components: {
      securitySchemes: securitySchemes(options),
      schemas: schemas.all(),
      headers: sharedHeaders,
      ...(versions && { parameters: { ApiVersion: versionParameter(versions) } }),
      responses,
      examples: { ...sharedFaults(options.errors, options.errorFormat), ...examples.all() },
    },
  }
}

/** The groups of the docs page: what the API is for first; what stands beside it, such as probes and pages, last. */
function tagsOf(mounts: readonly DocumentedMount[]): string[] {
  const sorted = mounts.toSorted((a, b) => Number(a.prefix === '') - Number(b.prefix === ''))
  return [...new Set(sorted.flatMap(({ bindings }) => bindings.map(({ endpoint }) => tagOf(endpoint))))]
}

const displayName = (tag: string) =>
  (tag.charAt(0).toUpperCase() + tag.slice(1)).replaceAll('_', ' ').replace(/^Api\b/, 'API')

const isOpenToApiKeys = ({ bindings }: DocumentedMount) => bindings.some(({ endpoint }) => endpoint.scope)

function securitySchemes({
  cookieName,
  mounts,
}: Pick<DocumentOptions, 'cookieName' | 'mounts'>): Record<string, Record<string, string>> {
  return {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'The access token that signing in answers.',
    },
    ...(mounts.some(isOpenToApiKeys) && {
      apiKey: {
        type: 'apiKey',
        in: 'header',
        name: 'X-API-Key',
        description:
          'A key that a person made for a program, with the scope that the operation names. `Authorization: Bearer` takes it too.',
      },
    }),
    ...(cookieName !== undefined && {
      cookie: {
        type: 'apiKey',
        in: 'cookie',
        name: cookieName,
        description:
          'Set by signing in, for pages of trusted origins. It counts where an operation lists it.',
      },
    }),
  }
}

/** An error that several operations answer in the same words is written once and referred to. */
function createSharedExamples(recorded: RecordedExamples) {
  const seen = new Map<string, unknown[]>()
  for (const example of [...recorded.values()].flat()) {
    seen.set(example.key, [...(seen.get(example.key) ?? []), example.answer])
  }
  const shared: Record<string, ExampleObject> = {}
  const share: ResponseContext['shareExample'] = (code, summary, value) => {
    const alike = seen.get(code)?.filter((answer) => isDeepStrictEqual(answer, value)).length ?? 0
    const known = shared[code]
    if (alike < 2 || (known !== undefined && !isDeepStrictEqual(known.value, value)))
      return { summary, value }
    shared[code] ??= { summary, value }
    return { $ref: `#/components/examples/${code}` }
  }
  return { share, all: () => shared }
}
