import fc from 'fast-check'
import type { JsonSchema } from '../http/wire-schema.ts'

type Values = fc.Arbitrary<unknown>

/**
 * Values that a JSON Schema describes: mostly ones that it accepts, at the edges too, so that they get past validation.
 * What it says beyond type, bounds, choices and format is not obeyed.
 */
export function schemaArbitrary(schema: JsonSchema): Values {
  const definitions = (schema['$defs'] ?? {}) as Record<string, JsonSchema>
  const from = (part: JsonSchema, depth: number): Values => {
    const { $ref, type, enum: choices, const: only, anyOf, oneOf, items, properties } = part as Part
    if (typeof $ref === 'string') {
      const definition = definitions[$ref.split('/').at(-1)!]
      return definition && depth < MAX_DEPTH ? from(definition, depth + 1) : fc.constant(null)
    }
    if (choices) return fc.constantFrom(...choices)
    if (only !== undefined) return fc.constant(only)
    const alternatives = anyOf ?? oneOf
    if (alternatives) return fc.oneof(...alternatives.map((one) => from(one, depth)))
    if (Array.isArray(type)) return fc.oneof(...type.map((one) => from({ ...part, type: one }, depth)))
    switch (type) {
      case 'string':
        return text(part)
      case 'integer':
        return fc.oneof(integer(part), integer(part).map(String))
      case 'number':
        return fc.double({ ...bounds(part, -1e6, 1e6), noNaN: true })
      case 'boolean':
        return fc.constantFrom<unknown>(true, false, 'true', '0')
      case 'null':
        return fc.constant(null)
      case 'array':
        return fc.array(items && depth < MAX_DEPTH ? from(items, depth + 1) : fc.jsonValue(), {
          minLength: part['minItems'] as number | undefined,
          maxLength: Math.max(4, (part['minItems'] as number | undefined) ?? 0),
        })
      case 'object':
        return object(properties ?? {}, (part['required'] ?? []) as string[], (one) => from(one, depth + 1))
      default:
        return fc.jsonValue({ maxDepth: 2 })
    }
  }
  return from(schema, 0)
}

interface Part {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
}

const MAX_DEPTH = 4

function object(
  properties: Record<string, JsonSchema>,
  required: readonly string[],
  from: (schema: JsonSchema) => Values,
): Values {
  const values = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, from(one)]))
  return fc.record(values, { requiredKeys: [...required] })
}

function bounds(schema: JsonSchema, min: number, max: number) {
  return {
    min: (schema['minimum'] as number | undefined) ?? min,
    max: (schema['maximum'] as number | undefined) ?? max,
  }
}

/** Small ones are likely to name something that exists. */
function integer(schema: JsonSchema): fc.Arbitrary<number> {
  const { min, max } = bounds(schema, -(2 ** 31), 2 ** 31)
  const low = Math.min(Math.max(min, 1), max)
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: low, max: Math.min(low + 4, max) }) },
    fc.constantFrom(min, max),
    fc.integer({ min: Math.ceil(min), max: Math.floor(max) }),
  )
}

const FORMATS: Record<string, fc.Arbitrary<string>> = {
  'date-time': fc
    .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  date: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
  email: fc.constantFrom(
    'user@example.com',
    'other@example.com',
    'nobody@example.com',
    "o'neil+tag@EXAMPLE.com",
  ),
  uuid: fc.uuid(),
}

function text(schema: JsonSchema): fc.Arbitrary<string> {
  const { format, pattern } = schema
  if (typeof format === 'string' && FORMATS[format]) return FORMATS[format]
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern, 'u'))
  const minLength = (schema['minLength'] as number | undefined) ?? 0
  const maxLength = Math.min((schema['maxLength'] as number | undefined) ?? 60, 200)
  const examples = (schema['examples'] ?? []) as string[]
  const free = fc.string({ unit: 'grapheme', minLength, maxLength })
  return examples.length === 0 ? free : fc.oneof(fc.constantFrom(...examples), free)
}
