import type { FastifyInstance } from 'fastify'
import type { OpenApiDocument } from '../openapi/openapi-types.ts'

export interface DocumentedRoute {
  method: string
  /** Parameters as `{name}`. */
  path: string
}

/** Every method and path of a document. */
export function documentedRoutes({ paths }: OpenApiDocument): DocumentedRoute[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
  )
}

/** The paths that a server answers, parameters as `{name}`, whoever registered them. */
export function servedPaths(server: FastifyInstance): string[] {
  const paths: string[] = []
  const prefixes: string[] = []
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, tree, part, methods] = /^(.*── )(\S*)( \(.*\))?$/.exec(line) ?? []
    if (tree === undefined) continue
    const depth = tree.length / 4
    prefixes.length = depth - 1
    const path = prefixes.join('') + part
    prefixes.push(part!)
    if (methods !== undefined) paths.push(path.replaceAll(/:(\w+)/g, '{$1}'))
  }
  return paths
}

const DESCRIPTIVE = new Set(['description', 'title', 'examples', 'default', 'deprecated'])

/** Where a document has a schema that says nothing (`{}`, `true`, or words alone), as paths into it. */
export function findEmptySchemas(document: OpenApiDocument): string[] {
  const found: string[] = []
  const checkSchema = (schema: unknown, at: string): void => {
    if (typeof schema !== 'object' || schema === null) {
      if (schema === true || schema === undefined) found.push(at)
      return
    }
    const part = schema as Record<string, unknown>
    if (Object.keys(part).every((key) => DESCRIPTIVE.has(key))) found.push(at)
    for (const key of ['items', 'additionalProperties'])
      if (key in part) checkSchema(part[key], `${at}/${key}`)
    for (const key of ['anyOf', 'oneOf', 'allOf', 'prefixItems'])
      for (const [i, item] of ((part[key] ?? []) as unknown[]).entries())
        checkSchema(item, `${at}/${key}/${i}`)
    for (const [name, property] of Object.entries((part['properties'] ?? {}) as object))
      checkSchema(property, `${at}/${name}`)
  }
  const walk = (part: unknown, at: string): void => {
    if (typeof part !== 'object' || part === null) return
    for (const [key, value] of Object.entries(part)) {
      if (key === 'examples') continue
      if (key === 'schema') checkSchema(value, `${at}/schema`)
      else walk(value, `${at}/${key}`)
    }
  }
  walk(document.paths, '')
  for (const [name, schema] of Object.entries(document.components.schemas)) checkSchema(schema, name)
  return found
}

/** References of a document that lead nowhere. */
export function findDanglingReferences(document: OpenApiDocument): string[] {
  const found: string[] = []
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    for (const [key, value] of Object.entries(part)) {
      if (key === '$ref' && typeof value === 'string' && !resolves(document, value)) found.push(value)
      else walk(value)
    }
  }
  walk(document)
  return found
}

function resolves(document: OpenApiDocument, reference: string): boolean {
  const steps = reference.replace(/^#\//, '').split('/')
  return (
    steps.reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined)?.[step], document) !==
    undefined
  )
}
