import type { FastifyInstance } from 'fastify'
import type { Mount } from './create-server.ts'
import { urlOf } from './endpoint.ts'
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
  // A router takes the slash for an empty parameter, so this comes before it.
  server.addHook('onRequest', (request, reply, done) => {
    const { url } = request
    const end = url.indexOf('?')
    const path = end === -1 ? url : url.slice(0, end)
    const bare = path.slice(0, -1)
    if (path.endsWith('/') && patterns.some((pattern) => pattern.test(bare))) {
      reply.redirect(`${bare}${url.slice(path.length)}`, 307)
      return
    }
    done()
  })
  server.setNotFoundHandler(() => {
    throw fail('route.not_found')
  })
}

function methodsByUrl<Deps, Actor>(mounts: readonly Mount<Deps, Actor>[]): Map<string, Set<Method>> {
  const urls = new Map<string, Set<Method>>()
  for (const { prefix, bindings } of mounts) {
    for (const { endpoint } of bindings) {
      const url = urlOf(prefix, endpoint)
      const methods = urls.get(url) ?? new Set()
      methods.add(endpoint.method)
      if (endpoint.method === 'GET') methods.add('HEAD')
      urls.set(url, methods)
    }
  }
  return urls
}
