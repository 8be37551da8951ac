import type { z } from 'zod'
import type { Endpoint } from '../http/endpoint.ts'
import { wireSchema, type JsonSchema } from '../http/wire-schema.ts'
import type { ExampleParts } from './example-request.ts'

const WRONG: readonly unknown[] = ['?', '', -1, 0, {}, null, 'x'.repeat(300), 'x'.repeat(10_001)]
const WRONG_TEXTS: readonly string[] = ['?', '-1', '0', 'x', 'x'.repeat(300), 'x'.repeat(2001)]

/**
 * The parts of a good request with one value made wrong, as the endpoint's own schemas judge it: a field of the body, else
 * of the query, else of the path. Undefined when the schemas take everything.
 */
export function breakExample(endpoint: Endpoint, good: ExampleParts): ExampleParts | undefined {
  const body = broken(endpoint.body, good.body, WRONG)
  if (body !== undefined) return { ...good, body }
  const query = broken(endpoint.query, good.query, WRONG_TEXTS)
  if (query !== undefined) return { ...good, query }
  const params = broken(endpoint.params, good.params, WRONG_TEXTS)
  return params && { ...good, params }
}

function broken(
  schema: z.ZodType | undefined,
  good: unknown,
  wrong: readonly unknown[],
): Record<string, unknown> | undefined {
  if (schema === undefined) return undefined
  const known = (good ?? {}) as Record<string, unknown>
  const { properties = {} } = wireSchema(schema, 'input') as { properties?: Record<string, JsonSchema> }
  // A value that the example already sends reads best; those it leaves out come after.
  const names = [...new Set([...Object.keys(known), ...Object.keys(properties)])]
  for (const name of names) {
    for (const value of wrong) {
      const candidate = { ...known, [name]: value }
      if (!schema.safeParse(candidate).success) return candidate
    }
  }
  return undefined
}
