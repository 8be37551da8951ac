import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { wireSchema, type JsonSchema } from '../http/wire-schema.ts'

/** Collects the schemas with an id of their own (`.meta({ id })`) while the operations are written. */
export interface ComponentSchemas {
  /**
   * The schema as it stands in the document; named schemas in it become references.
   * @throws Error when two different schemas have one id.
   */
  refer: (schema: z.ZodType, io: 'input' | 'output') => JsonSchema
  /** The named schemas, by name. */
  all: () => Record<string, JsonSchema>
}

export function createComponentSchemas(): ComponentSchemas {
  const named = new Map<string, JsonSchema>()
  return {
    refer: (schema, io) => {
      const { $defs, ...root } = toDocument(wireSchema(schema, io), io) as JsonSchema
      for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>)) {
        const known = named.get(name)
        if (known !== undefined && !isDeepStrictEqual(known, definition))
          throw new Error(
            `two schemas have the id ${name}: what is sent and what is answered differ, so each needs an id of its own`,
          )
        named.set(name, definition)
      }
      return root
    },
    all: () => Object.fromEntries([...named].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** References point into the document, and answers are left open: a later version may add fields to them. */
function toDocument(part: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(part)) return part.map((item) => toDocument(item, io))
  if (typeof part !== 'object' || part === null) return part
  const copy: JsonSchema = {}
  for (const [key, value] of Object.entries(part)) {
    if (key === 'additionalProperties' && value === false && io === 'output') continue
    copy[key] =
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/$defs/', '#/components/schemas/')
        : toDocument(value, io)
  }
  return copy
}
