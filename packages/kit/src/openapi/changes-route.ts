import { readFile } from 'node:fs/promises'
import type { DeprecationGuide } from '../http/deprecation.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Binding } from '../http/handler.ts'

const getChanges = endpoint({
  id: 'docs.changes',
  method: 'GET',
  path: '/docs/changes',
  summary: 'What changed in the API, and what to do about it',
  permission: 'public',
  limit: 'none',
  statements: 0,
  cache: 0,
  responses: {
    200: { contentType: 'text/markdown; charset=utf-8', description: 'Every version and every deprecation.' },
  },
  examples: [{ name: 'the changes' }],
})

/** Where answers of what is deprecated lead. */
export const changesGuide: DeprecationGuide = { path: getChanges.path, contentType: 'text/markdown' }

/** Serves the generated list of changes. */
export const changesRoute = <Deps, Actor>(file: URL): Binding<Deps, Actor> => ({
  endpoint: getChanges,
  run: () => readFile(file),
})
