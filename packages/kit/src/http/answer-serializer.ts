import fastJson from 'fast-json-stringify'
import type { z } from 'zod'
import { wireSchema } from './wire-schema.ts'

type Serialize = (answer: unknown) => string

const serializers = new WeakMap<z.ZodType, Serialize>()

/**
 * Writes answers of a schema as JSON and drops what the schema does not name. It is compiled when the first answer is
 * written, once for a process: a server has a hundred of them, and most processes use a few.
 */
export function answerSerializer(schema: z.ZodType): Serialize {
  return (answer) => {
    let serialize = serializers.get(schema)
    if (serialize === undefined) serializers.set(schema, (serialize = fastJson(wireSchema(schema, 'output'))))
    return serialize(answer)
  }
}
