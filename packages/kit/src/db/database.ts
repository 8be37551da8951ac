import { AsyncLocalStorage } from 'node:async_hooks'
import { performance } from 'node:perf_hooks'
import type { Connection, Driver, Request, Result } from './driver.ts'
import { translateDatabaseError } from './errors.ts'

/** One statement that was sent. `name` is its shape: it never holds values. */
export interface StatementRecord {
  name: string
  durationMs: number
  rows: number
}

/** Whatever can run a statement: the database, or an open transaction. */
export interface Executor {
  execute(request: Request & { shape: string }): Promise<Result>
}

declare const transactionBrand: unique symbol

/** An open transaction. What must commit together with other changes takes a `Tx`, never a `Db`. */
export interface Tx extends Executor {
  readonly [transactionBrand]: true
  /** Runs `work` once the transaction has committed, and never when it rolls back. */
  afterCommit(work: () => void): void
  /** Where its events and jobs go. @throws Error when the application attached none. */
  readonly outbox: Outbox
}

/** A job on its way into the database, together with the change that caused it. */
export interface OutgoingJob {
  /** Id of the job or of the subscriber that handles it: `feature.verb`. */
  queue: string
  /** Version of the payload's schema. */
  version: number
  /** Anything JSON can carry. */
  payload: unknown
  /** While a job of the queue with this key waits for its first run, another one is not added. */
  singletonKey?: string
  /** Not to be run before this instant; undefined runs it at once. */
  startAfter?: Date
}

/** Takes the events and jobs of a transaction, so that they commit or roll back with it. */
export interface Outbox {
  /** The queues of those who subscribed to an event. @throws Error when the application does not list the event. */
  queuesFor(eventId: string): readonly string[]
  /** Stores jobs in the transaction, all in one statement. @throws Error when the application does not list a queue. */
  store(tx: Tx, jobs: readonly OutgoingJob[]): Promise<void>
}

/** The database: statements on any free connection, and transactions. */
export interface Db extends Executor {
  readonly driver: Driver
  /**
   * Runs `work` in a transaction: commits when it returns, rolls back when it throws.
   * @throws Error when called inside another transaction of the same flow.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Gives the transactions from now on their outbox, in place of any earlier one. The job runner calls it. */
  attachOutbox(outbox: Outbox): void
  close(): Promise<void>
}

export interface DbOptions {
  /** Hears of every statement: for metrics and the slow-statement log. */
  onStatement?: (record: StatementRecord) => void
}

interface Flow {
  statements?: StatementRecord[]
  openTransaction?: Driver
}

const flow = new AsyncLocalStorage<Flow>()

/** Runs `work` and collects into `statements` every statement it sends, in whatever function. */
export function recordStatements<T>(statements: StatementRecord[], work: () => T): T {
  return flow.run({ ...flow.getStore(), statements }, work)
}

/** The database behind a driver, with its statements counted and its failures translated. */
export function createDb(driver: Driver, options: DbOptions = {}): Db {
  const run = async (on: Pick<Connection, 'query'>, request: Request & { shape: string }) => {
    const startedMs = performance.now()
    let rows = 0
    try {
      const result = await on.query(request)
      rows = result.rows.length
      return result
    } catch (error) {
      throw translateDatabaseError(error)
    } finally {
      const record = { name: request.shape, durationMs: performance.now() - startedMs, rows }
      flow.getStore()?.statements?.push(record)
      options.onStatement?.(record)
    }
  }

  let attached: Outbox | undefined

  const refuseInside = (what: string) => {
    if (flow.getStore()?.openTransaction !== driver) return
    throw new Error(
      `${what} on the database while this flow has a transaction open: it could wait for ever. Pass the transaction.`,
    )
  }

  const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    refuseInside('a transaction')
    const afterCommit: (() => void)[] = []
    const result = await driver
      .reserve(async (connection) => {
        await connection.script('begin')
        try {
          const tx = {
            execute: (request: Request & { shape: string }) => run(connection, request),
            afterCommit: (hook: () => void) => void afterCommit.push(hook),
            get outbox() {
              if (attached) return attached
              throw new Error(
                'events and jobs have nowhere to go: create the job runner of this database first',
              )
            },
          } as unknown as Tx
          const value = await flow.run({ ...flow.getStore(), openTransaction: driver }, () => work(tx))
          await connection.script('commit')
          return value
        } catch (error) {
          await connection.script('rollback').catch(() => {})
          throw error
        }
      })
      .catch((error: unknown) => {
        throw translateDatabaseError(error)
      })
    for (const hook of afterCommit) hook()
    return result
  }

  return {
    driver,
    execute: async (request) => {
      refuseInside(`statement ${request.shape}`)
      return run(driver, request)
    },
    transaction,
    attachOutbox: (outbox) => void (attached = outbox),
    close: () => driver.close(),
  }
}
