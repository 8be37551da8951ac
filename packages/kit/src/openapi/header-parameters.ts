import type { Endpoint } from '../http/endpoint.ts'
import type { ParameterObject } from './openapi-types.ts'

/** The request headers, beside those of signing in, that an endpoint makes something of. */
export function headerParametersOf(endpoint: Endpoint): ParameterObject[] {
  const parameters: ParameterObject[] = []
  const add = (name: string, description: string, schema: ParameterObject['schema'] = { type: 'string' }) =>
    parameters.push({ name, in: 'header', required: false, description, schema })
  if (endpoint.ifMatch)
    add(
      'If-Match',
      'The `ETag` that reading it answered: the change is refused when it has changed since. Absent: it is made in any case.',
    )
  return parameters
}
