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
    override: ({ zodSchema, jsonSchema }) => {
      dropNoise(jsonSchema)
      // zod leaves the default out where a value is converted first; what is sent and what is meant are the same here.
      if (zodSchema instanceof z.ZodDefault) jsonSchema.default = zodSchema.def.defaultValue as JsonValue
    },
  })
  return json as JsonSchema
}

type JsonValue = Exclude<z.core.JSONSchema.BaseSchema['default'], undefined>

/** What says nothing to a reader: integers bounded by what a double can hold, the pattern behind a format, text keys. */
function dropNoise(schema: JsonSchema): void {
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum']
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum']
  if (schema['format'] !== undefined) delete schema['pattern']
  if (JSON.stringify(schema['propertyNames']) === '{"type":"string"}') delete schema['propertyNames']
}
