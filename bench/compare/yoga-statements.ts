import type { Executor } from '@groundwork/kit/db/database'
import { storeJobs } from '@groundwork/kit/jobs/queries'
import { listPoses } from '../../apps/yoga/src/poses/queries.ts'
import * as practice from '../../apps/yoga/src/practice-sessions/queries.ts'
import { findSequence } from '../../apps/yoga/src/sequences/queries.ts'
import type { Statement, Statements } from '../peers/yoga-data.ts'

/** Stands for the value of an argument while a statement is recorded. */
class Argument {
  readonly argument: string
  constructor(name: string) {
    this.argument = name
  }
}

/** Arguments that each know their own name. */
const named = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, new Argument(name)])) as never

async function record(send: (on: Executor) => Promise<unknown>): Promise<Statement> {
  let recorded: Statement | undefined
  await send({
    execute: ({ name, text, values }) => {
      const parameters = values.map((value) => (value instanceof Argument ? value : { constant: value }))
      recorded = { name: name!, text, parameters: parameters as Statement['parameters'] }
      return Promise.resolve({ columns: [], rows: [], affected: 0 })
    },
  })
  return recorded!
}

/** The statements that YogaFlow sends for the requests of the comparison, taken from its own queries. */
export async function recordStatements(): Promise<Statements> {
  const stored = await record((on) => storeJobs(on, []))
  return {
    listPoses: await record((on) => listPoses.name(on, named('offset', 'limit'))),
    findSequence: await record((on) => findSequence(on, named('viewerId', 'sequenceId'))),
    lockPractice: await record((on) => practice.lockPractice(on, named('userId'))),
    openSession: await record((on) => practice.openSession(on, named('userId', 'sequenceId', 'startedAt'))),
    endSession: await record((on) =>
      practice.endSession(
        on,
        named(
          'userId',
          'sessionId',
          'state',
          'durationSeconds',
          'posesCompleted',
          'completedAt',
          'latestStart',
          'dayStart',
        ),
      ),
    ),
    storeJobs: { ...stored, parameters: [new Argument('jobs')] },
  }
}
