import { z } from 'zod'
import type { Clock } from '@groundwork/kit/clock/clock'
import type { ErrorFormat, Problem } from '@groundwork/kit/http/problem'

const ErrorBody = z
  .object({
    error: z.string().meta({ description: 'A sentence to show.' }),
    code: z.string().meta({ description: 'Stable: what programs go by.' }),
    timestamp: z.iso.datetime(),
    requestId: z.string(),
  })
  .meta({ id: 'Error' })

/** Codes of the kit, in the words of Navi's contract. */
const WORDS: Readonly<Record<string, string>> = {
  'auth.required': 'MISSING_TOKEN',
  'request.invalid': 'INVALID_INPUT',
  'limit.exceeded': 'RATE_LIMITED',
  'server.internal_error': 'SERVER_ERROR',
  'route.not_found': 'NOT_FOUND',
}

/** `pairing.already_paired` reads `ALREADY_PAIRED` on the wire. */
const codeOnWire = (code: string): string => WORDS[code] ?? code.slice(code.indexOf('.') + 1).toUpperCase()

/**
 * Navi's envelope. The existing phone application decodes what it gets without looking at the status, so an error never holds
 * all fields of a success.
 */
export const errorFormat = (clock: Pick<Clock, 'nowMs'>): ErrorFormat => ({
  contentType: 'application/json',
  schema: ErrorBody,
  codeOnWire,
  render: ({ code, detail, requestId }: Problem): z.input<typeof ErrorBody> => ({
    error: detail,
    code: codeOnWire(code),
    timestamp: new Date(clock.nowMs()).toISOString(),
    requestId,
  }),
})
