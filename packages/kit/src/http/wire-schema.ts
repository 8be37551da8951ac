import { z } from 'zod'

/** A JSON Schema (2020-12) of plain data. */
export type JsonSchema = { [keyword: string]: unknown }

/**
 * The JSON Schema of a zod schema, as it stands on the wire.
 * `io: 'input'` is what callers may send, `'output'` what they get; output objects are closed, so that a serializer drops the rest.
 */
export function wireSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    reused: 'inline',
    override: ({ jsonSchema }) => dropSafeIntegerBounds(jsonSchema),
  })
  return json as JsonSchema
}

/** zod bounds every integer by what a double can hold; that is noise to a reader. */
function dropSafeIntegerBounds(schema: JsonSchema): void {
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum']
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum']
}
