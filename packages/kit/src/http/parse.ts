import type { z } from 'zod'
import type { AppError, FieldError } from '../errors/app-error.ts'
import type { Endpoint } from './endpoint.ts'
import { fail } from './errors.ts'
import { issueText, REQUIRED } from './issue-text.ts'

type Place = FieldError['in']

/**
 * Checks one part of a request against its schema.
 * @returns the parsed value, or adds what is wrong to `problems`.
 */
export function parsePart(
  schema: z.ZodType | undefined,
  place: Place,
  value: unknown,
  problems: FieldError[],
): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value, { error: issueText })
  if (parsed.success) {
    if (place !== 'body') refuseNul(place, parsed.data, problems)
    return parsed.data
  }
  for (const issue of parsed.error.issues) problems.push(toFieldError(place, issue))
  return undefined
}

/** No text in the database can hold it, and nobody types it into an address. */
function refuseNul(place: Place, values: unknown, problems: FieldError[]): void {
  for (const [name, value] of Object.entries(values as object)) {
    if (typeof value !== 'string' || !value.includes('\u0000')) continue
    problems.push({
      in: place,
      path: [name],
      code: 'invalid_format',
      detail: 'Must not contain the character U+0000.',
    })
  }
}

function toFieldError(place: Place, issue: z.core.$ZodIssue): FieldError {
  const missing = issue.code === 'invalid_type' && issue.message === REQUIRED
  return {
    in: place,
    path: issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
    code: missing ? 'missing' : issue.code,
    detail: issue.message,
  }
}

/** The 422 that lists every invalid field. */
export function invalidRequest(fields: readonly FieldError[]): AppError {
  const first = fields[0]
  const name = first === undefined ? '' : first.path.join('.')
  const where = first === undefined ? '' : name === '' ? `The ${first.in} is invalid` : `${name}`
  const summary =
    fields.length === 1 && first !== undefined
      ? `${where}: ${first.detail}`
      : `${fields.length} fields are invalid.`
  return fail('request.invalid', { summary }, { fields })
}

/**
 * The parts of a request as their schemas read them.
 * @throws AppError `request.invalid` that lists all that is wrong
 */
export function parseRequest(
  { params, query, body }: Pick<Endpoint, 'params' | 'query' | 'body'>,
  sentParams: unknown,
  sent: { query: unknown; body: unknown },
) {
  const problems: FieldError[] = []
  const input = {
    params: parsePart(params, 'path', sentParams, problems),
    query: parsePart(query, 'query', sent.query, problems),
    body: parsePart(body, 'body', sent.body, problems),
  }
  if (problems.length > 0) throw invalidRequest(problems)
  return input
}
