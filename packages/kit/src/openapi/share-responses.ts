import type { PathItemObject, Reference, ResponseObject } from './openapi-types.ts'

type Responses = Record<string, ResponseObject | Reference>

/**
 * Moves error responses that several operations have in the very same words to the components, by their code, and leaves
 * references to them. Changes `paths`; returns what was moved.
 */
export function shareResponses(paths: Record<string, PathItemObject>): Record<string, ResponseObject> {
  const places = new Map<string, { code: string; response: ResponseObject; at: [Responses, string][] }>()
  for (const { responses } of Object.values(paths).flatMap((item) => Object.values(item))) {
    for (const [status, response] of Object.entries(responses)) {
      const code = '$ref' in response ? undefined : onlyCodeOf(response)
      if (code === undefined) continue
      const text = JSON.stringify(response)
      const place = places.get(text) ?? { code, response: response as ResponseObject, at: [] }
      place.at.push([responses, status])
      places.set(text, place)
    }
  }
  const shared: Record<string, ResponseObject> = {}
  for (const { code, response, at } of [...places.values()].toSorted((a, b) => b.at.length - a.at.length)) {
    if (at.length < 2 || code in shared) continue
    shared[code] = response
    for (const [responses, status] of at) responses[status] = { $ref: `#/components/responses/${code}` }
  }
  return shared
}

/** The code of an error response that has one. */
function onlyCodeOf({ content = {} }: ResponseObject): string | undefined {
  const [media] = Object.values(content)
  const properties = (media?.schema['properties'] ?? {}) as { code?: { enum?: string[] } }
  const codes = properties.code?.enum ?? []
  return codes.length === 1 ? codes[0] : undefined
}
