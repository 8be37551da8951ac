import { z } from 'zod'
import type { ErrorFormat, Problem } from '@groundwork/kit/http/problem'

const ErrorBody = z
  .object({
    error: z.string().meta({ description: 'What clients show when they know nothing else.' }),
    detail: z.string().meta({ description: 'The text to show a person.' }),
    status_code: z.int(),
    code: z.string().meta({ description: 'Stable: what programs go by.' }),
    request_id: z.string(),
    message: z.string().optional(),
    errors: z
      .array(z.object({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() }))
      .optional(),
  })
  .meta({ id: 'Error' })

/** YogaFlow's envelope: existing clients read `detail` or `error` as text, and never a list there (decision D1 of its contract). */
export const errorFormat: ErrorFormat = {
  contentType: 'application/json',
  schema: ErrorBody,
  render: ({ code, status, detail, fields, requestId }: Problem): z.input<typeof ErrorBody> => {
    const body = { error: detail, detail, status_code: status, code, request_id: requestId }
    if (code !== 'request.invalid') return body
    return {
      ...body,
      error: 'Validation Error',
      message: 'Request validation failed',
      errors: fields.map(toEntry),
    }
  },
}

function toEntry({ in: place, path, code, detail }: Problem['fields'][number]) {
  return { loc: [place, ...path], msg: detail, type: code }
}
