import type { FastifyInstance } from 'fastify'
import type { Mount } from './create-server.ts'
import { fail } from './errors.ts'

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const METHODS: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Answers for what no endpoint matches: 404, 405 with Allow, and 307 for a path with a slash too many. */
export function registerUnmatched<Deps, Actor>(
  server: FastifyInstance,
  mounts: readonly Mount<Deps, Actor>[],
): void {
  const patterns: RegExp[] = []
  for (const [url, allowed] of methodsByUrl(mounts)) {
    patterns.push(
      new RegExp(`^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}$`),
    )
    const allow = [...allowed, 'OPTIONS'].join(', ')
    server.route({
      method: METHODS.filter((method) => !allowed.has(method)),
      url,
      onRequest: (_request, _reply, done) =>
        done(fail('route.method_not_allowed', undefined, { headers: { allow } })),
      handler: () => undefined,
    })
    server.route({
      method: 'OPTIONS',
      url,
      handler: (_request, reply) => reply.code(204).header('allow', allow).send(),
    })
  }
  server.setNotFoundHandler((request, reply) => {
    const [path = '', query] = request.url.split('?', 2)
    const bare = path.endsWith('/') ? path.slice(0, -1) : undefined
    if (bare !== undefined && patterns.some((pattern) => pattern.test(bare))) {
      return reply.redirect(query === undefined ? bare : `${bare}?${query}`, 307)
    }
    throw fail('route.not_found')
  })
}

function methodsByUrl<Deps, Actor>(mounts: readonly Mount<Deps, Actor>[]): Map<string, Set<Method>> {
  const urls = new Map<string, Set<Method>>()
  for (const { prefix, bindings } of mounts) {
    for (const { endpoint } of bindings) {
      const url = `${prefix}${endpoint.path}` || '/'
      const methods = urls.get(url) ?? new Set()
      methods.add(endpoint.method)
      if (endpoint.method === 'GET') methods.add('HEAD')
      urls.set(url, methods)
    }
  }
  return urls
}
