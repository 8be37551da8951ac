import type { Registry } from './registry.ts'

/** Boundaries of OpenTelemetry's semantic conventions, in seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

const KNOWN_METHODS = new Set('GET HEAD POST PUT PATCH DELETE OPTIONS QUERY CONNECT TRACE'.split(' '))

/** A method as it is counted: one that is not known could be anything. */
export const methodLabel = (method: string): string => (KNOWN_METHODS.has(method) ? method : '_OTHER')

/** A request that has ended. */
export interface EndedRequest {
  method: string
  route: string
  status: number
  durationMs: number
  apiVersion?: string | undefined
  deprecated?: { use: string; operation: string } | undefined
}

export interface HttpMetrics {
  started: () => void
  ended: (request: EndedRequest) => void
}

/** Counts and times requests; the route is a pattern, so that the series are bounded by the routes. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  let active = 0
  const duration = registry.histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer. Status 499: the caller went away before.',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: DURATION_BUCKETS,
    maxSeries: 2000,
  })
  registry.gauge(
    { name: 'http_server_active_requests', help: 'Requests that have arrived and not ended.', labels: [] },
    () => active,
  )
  const versions = registry.counter({
    name: 'http_api_version_requests_total',
    help: 'Requests by the version of the API in which they were answered.',
    labels: ['api_version'],
  })
  const deprecations = registry.counter({
    name: 'http_deprecated_requests_total',
    help: 'Requests for what is deprecated: an operation, or an operation in the version that was asked for.',
    labels: ['operation', 'deprecated'],
  })
  return {
    started: () => void active++,
    ended: ({ method, route, status, durationMs, apiVersion, deprecated }) => {
      active--
      if (apiVersion !== undefined) versions.add(1, apiVersion)
      if (deprecated) deprecations.add(1, deprecated.operation, deprecated.use)
      duration.observe(durationMs / 1000, methodLabel(method), route, status)
    },
  }
}
