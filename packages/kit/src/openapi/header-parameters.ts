import { VERSION_HEADER, type ApiVersions } from '../http/api-versions.ts'
import type { Endpoint } from '../http/endpoint.ts'
import type { ParameterObject, Reference } from './openapi-types.ts'

/** The request headers, beside those of signing in, that an endpoint makes something of. */
export function headerParametersOf(endpoint: Endpoint): (ParameterObject | Reference)[] {
  const parameters: (ParameterObject | Reference)[] = []
  if (endpoint.versions) parameters.push({ $ref: '#/components/parameters/ApiVersion' })
  const add = (name: string, description: string, schema: ParameterObject['schema'] = { type: 'string' }) =>
    parameters.push({ name, in: 'header', required: false, description, schema })
  if (endpoint.ifMatch)
    add(
      'If-Match',
      'The `ETag` that reading it answered: the change is refused when it has changed since. Absent: it is made in any case.',
    )
  if (endpoint.idempotencyKey)
    add(
      'Idempotency-Key',
      'A string of your own, such as a UUID, bare or quoted. The same request with the same key does nothing again within 24 hours ' +
        'and is answered as the first time, with `Idempotency-Replayed: true`.',
      { type: 'string', minLength: 1, maxLength: 255 },
    )
  return parameters
}

/** The parameter that those endpoints refer to which can be called in several versions. */
export const versionParameter = ({
  all,
  newest,
  oldest,
}: Pick<ApiVersions, 'all' | 'newest' | 'oldest'>): ParameterObject => ({
  name: VERSION_HEADER,
  in: 'header',
  required: false,
  description: `The version of the API, by its day. This document describes ${newest}. Absent: ${oldest}, so that programs that know of no version go on as they are.`,
  schema: { type: 'string', enum: [...all], default: oldest },
})
