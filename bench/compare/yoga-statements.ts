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
    findPracticable: await record((on) => practice.findPracticable(on, named('userId', 'sequenceId'))),
    lockPractice: await record((on) => practice.lockPractice(on, named('userId'))),
    abandonOpen: await record((on) => practice.abandonOpen(on, named('userId'))),
    insertOpen: await record((on) =>
      practice.insertOpen(on, named('userId', 'sequenceId', 'totalPoses', 'startedAt')),
    ),
    lockSession: await record((on) => practice.lockSession(on, named('userId', 'sessionId'))),
    endSession: await record((on) =>
      practice.endSession(
        on,
        named(
          'userId',
          'sessionId',
          'state',
          'durationSeconds',
          'posesCompleted',
          'startedAt',
          'completedAt',
        ),
      ),
    ),
    sumSessions: await record((on) => practice.sumSessions(on, named('userId', 'dayStart'))),
    storeJobs: { ...stored, parameters: [new Argument('jobs')] },
  }
}
