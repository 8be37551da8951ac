import type { FastifyReply, FastifyRequest } from 'fastify'
import { systemClock } from '../clock/clock.ts'
import type { ServerOptions } from './create-server.ts'
import { addHeaders, checkDeprecation, deprecationHeaders, refuseGone } from './deprecation.ts'
import { urlOf, type Endpoint } from './endpoint.ts'
import type { Principal } from './handler.ts'

/**
 * Says in every answer of a deprecated endpoint that it is, and refuses requests once its time is over. Undefined for others.
 * @throws Error when it ends before it is deprecated, or when its successor is no operation
 */
export function deprecationWarner<Deps, Actor extends Principal>(
  { id, deprecated }: Endpoint,
  options: Pick<ServerOptions<Deps, Actor>, 'mounts' | 'changesGuide' | 'clock'>,
) {
  if (deprecated === undefined) return undefined
  checkDeprecation(id, deprecated)
  const { clock = systemClock, changesGuide } = options
  const headers = deprecationHeaders(deprecated, changesGuide, pathOf(options, deprecated.successor))
  return (request: FastifyRequest, reply: FastifyReply) => {
    request.deprecatedUse = 'operation'
    addHeaders(reply, headers)
    refuseGone(deprecated, clock)
  }
}

/** Undefined also for a path with parameters, which a link cannot have. */
function pathOf<Deps, Actor extends Principal>(
  { mounts }: Pick<ServerOptions<Deps, Actor>, 'mounts'>,
  id: string | undefined,
): string | undefined {
  if (id === undefined) return undefined
  for (const { prefix, bindings } of mounts) {
    const found = bindings.find(({ endpoint }) => endpoint.id === id)
    if (!found) continue
    const url = urlOf(prefix, found.endpoint)
    return url.includes(':') ? undefined : url
  }
  throw new Error(`${id} is to take the place of an operation, and is none`)
}
