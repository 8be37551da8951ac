import type { AppError } from '@groundwork/kit/errors/app-error'
import { invalidRequest } from '@groundwork/kit/http/parse'

/** An operation that can be done, by its number in the batch. */
export interface Doable<Op> {
  index: number
  operation: Op
}

/** Those that say an id which an earlier one says: they are done together, and not one after the other. */
export function refuseRepeated<Op>(
  read: readonly ({ operation: Op } | { error: AppError })[],
  idOf: (operation: Op) => number | undefined,
  field: string,
): ({ operation: Op } | { error: AppError })[] {
  const taken = new Set<number>()
  return read.map((one) => {
    const id = 'operation' in one ? idOf(one.operation) : undefined
    if (id === undefined) return one
    const isRepeated = taken.has(id)
    taken.add(id)
    const detail = 'is that of an earlier operation'
    return isRepeated
      ? { error: invalidRequest([{ in: 'body', path: [field], code: 'duplicate', detail }]) }
      : one
  })
}

/** The operations without an error, with their numbers. */
export const doable = <Op>(outcomes: readonly ({ operation: Op } | { error: AppError })[]): Doable<Op>[] =>
  outcomes.flatMap((one, index) => ('operation' in one ? [{ index, operation: one.operation }] : []))
