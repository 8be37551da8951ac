import { AsyncLocalStorage } from 'node:async_hooks'
import { performance } from 'node:perf_hooks'
import type { Connection, Driver, Request, Result } from './driver.ts'
import { translateDatabaseError } from './errors.ts'

/** One statement that was sent. `name` is its shape: it never holds values. */
export interface StatementRecord {
  name: string
  /** From asking to the answer, with the waiting for a connection. */
  durationMs: number
  rows: number
  failed: boolean
}

/** A statement that is counted under its shape. */
export type Statement = Request & { shape: string }

/** Whatever can run a statement: the database, or an open transaction. */
export interface Executor {
  execute(statement: Statement): Promise<Result>
}

declare const transactionBrand: unique symbol

/** An open transaction. What must commit together with other changes takes a `Tx`, never a `Db`. */
export interface Tx extends Executor {
  readonly [transactionBrand]: true
  /**
   * Runs `work` once the transaction has committed, and never when it rolls back; whoever made the change waits for it. What
   * it throws is an uncaught error of the process: the change is made, so its caller must not hear of a failure.
   */
  afterCommit(work: () => unknown): void
  /**
   * Sends a statement in one packet with the commit: what the work needs no answer of. `make` is called when the work is done,
   * and may return undefined to send none. When the statement fails nothing is committed.
   */
  withCommit(make: () => Statement | undefined): void
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
  /** A UUID by which it can be called off; a random one when absent. */
  id?: string
}

/** Who hears an event: the queues of its subscribers, and what this process does itself once the event has happened. */
export interface Hearers {
  readonly queues: readonly string[]
  readonly atOnce: readonly ((payload: unknown) => Promise<void>)[]
}

/** Takes the events and jobs of a transaction, so that they commit or roll back with it. */
export interface Outbox {
  /** Those who subscribed to an event. @throws Error when the application does not list the event. */
  hearersOf(eventId: string): Hearers
  /**
   * Takes jobs that are stored when the transaction commits, all of it by one statement.
   * @throws Error when the application does not list a queue.
   */
  store(tx: Tx, jobs: readonly OutgoingJob[]): void
  /** Gives up those jobs of a queue that the transaction has taken under these ids. */
  drop(tx: Tx, queue: string, ids: readonly string[]): void
}

/** The database: statements on any free connection, and transactions. */
export interface Db extends Executor {
  readonly driver: Driver
  /**
   * Runs `work` in a transaction: commits when it returns, rolls back when it throws. After a failed statement the
   * server can only roll back, so that failure is thrown here too when `work` caught it.
   * @throws Error when called inside another transaction of the same flow.
   */
  transaction<T>(work: (tx: Tx) => T | Promise<T>): Promise<T>
  /** Gives the transactions from now on their outbox, in place of any earlier one. The job runner calls it. */
  attachOutbox(outbox: Outbox): void
  close(): Promise<void>
}

export interface DbOptions {
  /**
   * Hears of every statement, in the flow that sent it: for metrics, spans and the slow-statement log. `transaction.begin` and
   * `transaction.commit` are among them.
   */
  onStatement?: (record: StatementRecord) => void
}

interface Flow {
  statements?: StatementRecord[]
  transaction?: OpenTransaction
}

/** A transaction of this flow. Work it started that outlives it sees `isOpen` turn false. */
interface OpenTransaction {
  driver: Driver
  isOpen: boolean
  outer: OpenTransaction | undefined
}

type Hook = () => unknown

const flow = new AsyncLocalStorage<Flow>()

/** Runs `work` and collects into `statements` every statement it sends, in whatever function. */
export function recordStatements<T>(statements: StatementRecord[], work: () => T): T {
  return flow.run({ ...flow.getStore(), statements }, work)
}

/** How many statements have been sent of those that `recordStatements` collects. */
export const countStatements = (): number => flow.getStore()?.statements?.length ?? 0

/** The database behind a driver, with its statements counted and its failures translated. */
export function createDb(driver: Driver, options: DbOptions = {}): Db {
  const run = async (on: Pick<Connection, 'query'>, statement: Statement) => {
    const startedMs = performance.now()
    let rows = 0
    let failed = true
    try {
      const result = await on.query(statement)
      rows = result.rows.length
      failed = false
      return result
    } catch (error) {
      throw translateDatabaseError(error)
    } finally {
      const record = { name: statement.shape, durationMs: performance.now() - startedMs, rows, failed }
      flow.getStore()?.statements?.push(record)
      options.onStatement?.(record)
    }
  }

  let attached: Outbox | undefined

  const refuseInside = (what: string) => {
    if (!isInTransaction(driver)) return
    throw new Error(
      `${what} on the database while this flow has a transaction open: it could wait for ever. Pass the transaction.`,
    )
  }

  const control = async (connection: Connection, statement: 'begin' | 'commit', startedMs: number) => {
    let failed = true
    try {
      await connection.script(statement)
      failed = false
    } catch (error) {
      throw translateDatabaseError(error)
    } finally {
      const durationMs = performance.now() - startedMs
      options.onStatement?.({ name: `transaction.${statement}`, durationMs, rows: 0, failed })
    }
  }

  const runTransaction = async <T>(
    connection: Connection,
    work: (tx: Tx) => T | Promise<T>,
    hooks: Hook[],
    startedMs: number,
  ) => {
    const state: OpenTransaction = { driver, isOpen: true, outer: flow.getStore()?.transaction }
    const last: Parameters<Tx['withCommit']>[0][] = []
    let hasBegun = false
    let failure: { error: unknown } | undefined
    const send = async (statement: Statement) => {
      try {
        const result = await run(connection, statement)
        // Without a begin it stood alone: nothing may follow it as if it could be taken back.
        if (!hasBegun) await begun
        return result
      } catch (error) {
        failure ??= { error }
        throw error
      }
    }
    const tx = {
      execute: async (statement: Statement) => {
        // Its connection may serve another flow by now.
        if (!state.isOpen) throw new Error(`statement ${statement.shape} came when its transaction was over`)
        return send(statement)
      },
      afterCommit: (hook: Hook) => void hooks.push(hook),
      withCommit: (make: (typeof last)[number]) => void last.push(make),
      get outbox() {
        if (attached) return attached
        throw new Error('events and jobs have nowhere to go: create the job runner of this database first')
      },
    } as unknown as Tx
    // Not waited for: the first statement goes out with it, and is answered after it.
    const begun = control(connection, 'begin', startedMs).then(() => void (hasBegun = true))
    begun.catch(() => {})
    try {
      const value = await flow.run({ ...flow.getStore(), transaction: state }, () => work(tx))
      state.isOpen = false
      await begun
      if (failure) throw failure.error
      const sent = last.flatMap((make) => make() ?? []).map(send)
      // After a statement that failed the server rolls back instead, and says nothing of it.
      await Promise.all([...sent, control(connection, 'commit', performance.now())])
      return value
    } catch (error) {
      state.isOpen = false
      // A connection on which this fails too is not used again.
      await connection.script('rollback').catch(() => {})
      throw error
    }
  }

  const transaction = async <T>(work: (tx: Tx) => T | Promise<T>): Promise<T> => {
    refuseInside('a transaction')
    const afterCommit: Hook[] = []
    const startedMs = performance.now()
    let isConnected = false
    const value = await driver
      .reserve((connection) => {
        isConnected = true
        return runTransaction(connection, work, afterCommit, startedMs)
      })
      .catch((error: unknown) => {
        throw isConnected ? error : translateDatabaseError(error)
      })
    for (const hook of afterCommit) await runHook(hook)
    return value
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

function isInTransaction(driver: Driver): boolean {
  let transaction = flow.getStore()?.transaction
  while (transaction && !(transaction.isOpen && transaction.driver === driver))
    transaction = transaction.outer
  return transaction !== undefined
}

async function runHook(hook: Hook): Promise<void> {
  try {
    await hook()
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
  }
}
