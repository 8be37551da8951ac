import type { Executor } from '@groundwork/kit/db/database'
import type { Request, Result } from '@groundwork/kit/db/driver'

interface Waiting extends Request {
  answer: (result: Result) => void
  refuse: (error: unknown) => void
}

/**
 * Runs the statements that arrive together as few: those with one text become a lateral join over their arguments. The SQL is
 * that of the application, word for word, so that thousands of its answers can be checked in seconds. For statements that read.
 */
export function inBulk(on: Executor): Executor {
  let waiting: Waiting[] = []
  const send = (same: readonly Waiting[]) => {
    answerAll(on, same).catch((error: unknown) => {
      for (const { refuse } of same) refuse(error)
    })
  }
  const flush = () => {
    const requests = Map.groupBy(waiting, ({ text }) => text)
    waiting = []
    for (const same of requests.values()) send(same)
  }
  return {
    execute: (request) => {
      const { promise, resolve, reject } = Promise.withResolvers<Result>()
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ ...request, answer: resolve, refuse: reject })
      return promise
    },
  }
}

async function answerAll(on: Executor, requests: readonly Waiting[]): Promise<void> {
  const { text, values } = requests[0]!
  const types = values.map((_value, i) => typeOf(requests.map((request) => request.values[i])))
  const arrays = types.map((type, i) => `$${i + 1}::${type}[]`)
  const names = types.map((_type, i) => `p${i + 1}`)
  const { columns, rows } = await on.execute({
    shape: 'testing.in_bulk',
    text: `select given.n, answer.*
      from unnest(${arrays.join(', ')}) with ordinality as given(${[...names, 'n'].join(', ')})
      cross join lateral (${text.replaceAll(/\$(\d+)/g, 'given.p$1')}) as answer`,
    values: values.map((_value, i) => requests.map((request) => request.values[i] ?? null)),
  })
  const answers = Map.groupBy(rows, ([n]) => n)
  for (const [i, { answer }] of requests.entries()) {
    const own = (answers.get(i + 1) ?? []).map((row) => row.slice(1))
    answer({ columns: columns.slice(1), rows: own, affected: 0 })
  }
}

function typeOf(values: readonly unknown[]): string {
  const value = values.find((candidate) => candidate !== null && candidate !== undefined)
  if (typeof value === 'number') return 'int'
  if (value instanceof Date) return 'timestamptz'
  if (value === undefined || typeof value === 'string') return 'text'
  throw new Error(`no array of ${typeof value} values is made here yet`)
}
