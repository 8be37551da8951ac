import { z } from 'zod'
import type { AppError, FieldError } from '../errors/app-error.ts'
import { renderProblem, type ErrorFormat } from './problem.ts'
import { invalidRequest, parsePart } from './parse.ts'
import { wireSchema } from './wire-schema.ts'

/** Operations of a batch at most. */
const MOST_OPERATIONS = 100

/** What became of one operation: what it is about and what it answers, or why it was refused. */
export type Outcome<Result> = { status: number; result: Result } | { error: AppError }

/**
 * The body of a batch: whether its operations stand together or each for itself, and the operations. They are documented by their
 * schema and checked by it one by one later, so that one that is wrong need not keep the others from being done.
 */
export const batchBody = (id: string, operation: z.ZodType) =>
  z.object({
    mode: z.enum(['atomic', 'per_item']).meta({
      description: '`atomic`: all operations or none. `per_item`: each that can be done.',
    }),
    operations: z
      .array(z.unknown().meta({ ...wireSchema(operation, 'input'), id }))
      .min(1)
      .max(MOST_OPERATIONS)
      .meta({ description: 'Each about something else. Done together, not one after the other.' }),
  })

/** The answer of a batch: an outcome for each operation, in their order. */
export const batchAnswer = <R extends z.ZodRawShape>(id: string, result: R, { schema }: ErrorFormat) =>
  z
    .object({
      results: z.array(
        z.object({
          index: z.int().meta({ description: 'Number of the operation, from 0.' }),
          status: z.int().meta({ description: 'What the operation alone would have been answered with.' }),
          ...result,
          problem: schema.nullable().meta({ description: 'Why it was refused; null when it was done.' }),
        }),
      ),
    })
    .meta({ id })

/** The operations as their schema reads them; those it refuses as the errors that they are. */
export const readOperations = <S extends z.ZodType>(
  operation: S,
  sent: readonly unknown[],
): ({ operation: z.output<S> } | { error: AppError })[] =>
  sent.map((value) => {
    const problems: FieldError[] = []
    const read = parsePart(operation, 'body', value, problems)
    return problems.length > 0 ? { error: invalidRequest(problems) } : { operation: read as z.output<S> }
  })

/**
 * The refusal of a batch whose operations stand together, with the number of every one that failed.
 * @throws AppError `request.invalid` when one failed
 */
export function refuseFailed(outcomes: readonly { error?: AppError }[]): void {
  const fields = outcomes.flatMap(({ error }, index) => (error ? fieldsOf(error, index) : []))
  if (fields.length > 0) throw invalidRequest(fields)
}

function fieldsOf({ code, message, fields }: AppError, index: number): FieldError[] {
  const place = ['operations', index]
  if (fields.length === 0) return [{ in: 'body', path: place, code, detail: message }]
  return fields.map((field) => ({ ...field, path: [...place, ...field.path] }))
}

/** The outcomes as they stand on the wire; `none` is what the result of a refused operation shows. */
export const toResults = <Result extends object>(
  outcomes: readonly Outcome<Result>[],
  none: Result,
  errorFormat: ErrorFormat,
  requestId: string,
) =>
  outcomes.map((outcome, index) =>
    'error' in outcome
      ? {
          index,
          status: outcome.error.status,
          ...none,
          problem: renderProblem(errorFormat, outcome.error, requestId),
        }
      : { index, status: outcome.status, ...outcome.result, problem: null },
  )
