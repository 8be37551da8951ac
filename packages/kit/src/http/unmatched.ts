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
  const paths: ReturnType<typeof pathOf>[] = []
  for (const [url, allowed] of methodsByUrl(mounts)) {
    const allow = [...allowed, 'OPTIONS'].join(', ')
    paths.push(pathOf(url, allow))
    server.route({
      method: METHODS.filter((method) => !allowed.has(method)),
      url,
      onRequest: (_request, _reply, done) => done(refuseMethod(allow)),
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
    if (path.endsWith('/') && paths.some(({ pattern }) => pattern.test(bare))) {
      reply.redirect(`${bare}${url.slice(path.length)}`, 307)
      return
    }
    done()
  })
  // Methods that the router does not know. A path without parameters stands before one that has them.
  const literalFirst = paths.toSorted((a, b) => a.parameters - b.parameters)
  server.setNotFoundHandler(({ method, url }) => {
    const [path = ''] = url.split('?', 1)
    const isRouted = METHODS.some((routed) => routed === method)
    const known = isRouted ? undefined : literalFirst.find(({ pattern }) => pattern.test(path))
    throw known ? refuseMethod(known.allow) : fail('route.not_found')
  })
}

function pathOf(url: string, allow: string) {
  const parts = url.split(/:\w+/)
  const literal = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return { pattern: new RegExp(`^${literal.join('[^/]+')}$`), parameters: parts.length - 1, allow }
}

const refuseMethod = (allow: string) => fail('route.method_not_allowed', undefined, { headers: { allow } })

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
