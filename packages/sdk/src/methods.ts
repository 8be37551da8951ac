import type { Caller } from './client.ts'
import type { CallOptions, Input, Operation } from './operation.ts'

/** Input may be left out when nothing of it is needed. */
type Arguments<I> = object extends I ? [input?: I, options?: CallOptions] : [input: I, options?: CallOptions]

/** A call of one operation. `errors` are the codes that its contract names, for `isErrorOf`. */
export interface Method<I extends Input, Answer, Code extends string> {
  (...args: Arguments<I>): Promise<Answer>
  readonly errors: readonly Code[]
}

/** A call of an operation that lists page by page. */
export interface PagedMethod<I extends Input, Answer, Item, Code extends string> extends Method<
  I,
  Answer,
  Code
> {
  /** Every item from the page asked for on, one after the other; each page is asked for when it is needed. */
  each: (...args: Arguments<I>) => AsyncGenerator<Item, void, undefined>
}

/** Binds an operation to a caller. */
export function method<I extends Input, Answer, Code extends string>(
  caller: Caller,
  operation: Operation<Code>,
): Method<I, Answer, Code> {
  const call = (...[input, options]: Arguments<I>) => caller(operation, input, options) as Promise<Answer>
  return Object.assign(call, { errors: operation.errors })
}

interface PageAnswer {
  page: number
  total_pages: number
}

/** Binds an operation that answers pages; `operation.items` names the field that holds the items. */
export function pagedMethod<
  I extends Input & { query?: { page?: number } },
  Answer,
  Item,
  Code extends string,
>(caller: Caller, operation: Operation<Code> & { items: string }): PagedMethod<I, Answer, Item, Code> {
  async function* each(...[input, options]: Arguments<I>): AsyncGenerator<Item, void, undefined> {
    for (let page = input?.query?.page ?? 1; ; page++) {
      const query = { ...input?.query, page }
      const answer = (await caller(operation, { ...input, query }, options)) as PageAnswer &
        Record<string, Item[]>
      const items = answer[operation.items]!
      yield* items
      if (items.length === 0 || page >= answer.total_pages) return
    }
  }
  return Object.assign(method<I, Answer, Code>(caller, operation), { each })
}
