import type { FastifyRequest } from 'fastify'
import { methodLabel } from '../telemetry/http-metrics.ts'
import { redactText } from '../telemetry/redact-text.ts'
import { remembering } from '../telemetry/remembering.ts'
import { spanKinds, type SpanEnd } from '../telemetry/tracer.ts'

const cleanPath = remembering(redactText)

/**
 * The span of an answered request, by OpenTelemetry's conventions for HTTP. Left out are what would name a person: the query,
 * the address of the caller and what their browser calls itself.
 */
export function serverSpan(request: FastifyRequest, status: number, durationMs: number): SpanEnd {
  const { method, url, protocol, routeOptions, raw } = request
  const known = methodLabel(method)
  const route = routeOptions.url
  const verb = known === '_OTHER' ? 'HTTP' : known
  const failed = status >= 500
  return {
    name: route === undefined ? verb : `${verb} ${route}`,
    kind: spanKinds.server,
    durationMs,
    failed,
    attributes: {
      'http.request.method': known,
      'http.request.method_original': known === '_OTHER' ? method : undefined,
      'http.route': route,
      'http.response.status_code': status,
      'url.path': cleanPath(url.split('?', 1)[0]!),
      'url.scheme': protocol,
      'network.protocol.version': raw.httpVersion,
      'error.type': failed ? String(status) : undefined,
      'app.request.id': request.id,
    },
  }
}
