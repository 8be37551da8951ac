import { defineErrors } from '../errors/define-errors.ts'

export const databaseErrors = defineErrors({
  'database.unavailable': {
    status: 503,
    title: 'Database unavailable',
    // A connection can be lost after the server was told to commit and before it said that it did.
    detail: 'The database cannot be reached at the moment. Try again shortly.',
    advice:
      'Wait for the seconds named in Retry-After. A request that changes something may have been carried out: look before you send it again.',
    retryable: true,
  },
  'database.overloaded': {
    status: 503,
    title: 'Database overloaded',
    detail: 'The database cannot do this at the moment. Nothing was changed; try again shortly.',
    advice: 'Wait for the seconds named in Retry-After and send the same request again.',
    retryable: true,
  },
})

interface DatabaseFailure {
  code?: string
  constraint?: string
  message?: string
}

/** True when `error` is the violation of a unique constraint or index, of the one named when a name is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: violated } = (error ?? {}) as DatabaseFailure
  return code === '23505' && (constraint === undefined || violated === constraint)
}

/** True when `error` is the violation of a check, of the one named when a name is given. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: violated } = (error ?? {}) as DatabaseFailure
  return code === '23514' && (constraint === undefined || violated === constraint)
}

const RETRY = { headers: { 'retry-after': '2' } }
// Class 08 is connection failure, 57P01 to 57P03 a server that stops or starts, 53300 too many connections.
const UNREACHABLE =
  /^(08...|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN)$/
// 57014 is a cancelled statement, 55P03 a lock that was not free in time, 40P01 one of two that waited for each other, 53100 a full
// disk, 53200 no memory left.
const TOO_MUCH = /^(57014|55P03|40P01|53100|53200)$/
const LOST_CONNECTION =
  /Connection terminated|Client has encountered a connection error|Connection ended|not queryable/
const NO_FREE_CONNECTION = /timeout exceeded when trying to connect|timeout expired/

/** Turns the failures of the connection itself into errors for the caller; other errors come back as they are. */
export function translateDatabaseError(error: unknown): unknown {
  const { code = '', message = '' } = (error ?? {}) as DatabaseFailure
  const { fail } = databaseErrors
  if (NO_FREE_CONNECTION.test(message) || TOO_MUCH.test(code))
    return fail('database.overloaded', undefined, { ...RETRY, cause: error })
  if (UNREACHABLE.test(code) || LOST_CONNECTION.test(message))
    return fail('database.unavailable', undefined, { ...RETRY, cause: error })
  return error
}
