import { concurrentIndex, indexState, isAbsent } from './concurrent-index.ts'
import type { Connection } from './driver.ts'
import { describeFailure, MigrationError } from './migration-error.ts'
import type { StepScript } from './migration-script.ts'
import type { SqlStatement } from './split-statements.ts'

export interface StepOptions {
  /** The file it stands in, for messages. */
  file: string
  /** True when an earlier run began this step and did not record its end. */
  begun: boolean
  /** How often it is tried when a lock is not free in time. */
  attempts: number
  wait: (ms: number) => Promise<void>
  report: (kind: 'retrying' | 'repaired', text: string) => void
}

const LOCK_NOT_AVAILABLE = '55P03'
const DEADLOCK = '40P01'
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

/**
 * Carries out one step and its record. When a lock is not free in time it steps back, so that those who queued up
 * behind it go on, and tries again later.
 * @throws MigrationError with the file, the line, the statement and the server's message.
 */
export async function runStep(
  connection: Connection,
  script: StepScript,
  options: StepOptions,
): Promise<void> {
  const { attempts, wait, report } = options
  let { begun } = options
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryStep(connection, script, { ...options, begun })
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string }
      if ((code !== LOCK_NOT_AVAILABLE && code !== DEADLOCK) || attempt >= attempts) throw error
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS)
      report(
        'retrying',
        `a lock was not free in time; trying again in ${pauseMs / 1000} s (${attempt + 1} of ${attempts})`,
      )
      await wait(pauseMs)
      begun = true
    }
  }
}

async function tryStep(connection: Connection, script: StepScript, options: StepOptions): Promise<void> {
  const { before, own, after, onFailure, inTransaction } = script
  let current: SqlStatement | undefined
  try {
    const remains = inTransaction ? undefined : await remainsOf(own[0]!.statement, connection, options)
    for (const text of before) await connection.script(text)
    if (remains?.invalidIndex !== undefined) {
      await connection.script(`drop index concurrently ${remains.invalidIndex}`)
      options.report(
        'repaired',
        `dropped the invalid index ${remains.invalidIndex} that a failed build had left`,
      )
    }
    for (const { text, statement } of remains?.isDone ? [] : own) {
      current = statement
      await connection.script(text)
    }
    current = undefined
    for (const text of after) await connection.script(text)
  } catch (error) {
    // The first failure is the one to report; a connection that is lost fails here too.
    for (const text of onFailure) await connection.script(text).catch(() => {})
    if (error instanceof MigrationError) throw error
    const kept = inTransaction
      ? 'Nothing of this step was kept; steps before it are.'
      : 'The steps before it are kept, and the next run goes on with this one.'
    throw new MigrationError([`${describeFailure(options.file, current, error)}\n  ${kept}`], error)
  }
}

/**
 * What an earlier try of a step left: all of it, when only its record is missing, or the invalid index of a concurrent
 * build that failed, which no query uses yet every write pays for.
 */
async function remainsOf(
  statement: SqlStatement,
  connection: Connection,
  { file, begun }: StepOptions,
): Promise<{ isDone: boolean; invalidIndex?: string }> {
  const wanted = concurrentIndex(statement.text)
  if (!wanted) return { isDone: false }
  if (wanted.action === 'drop') return { isDone: begun && (await isAbsent(connection, wanted.index)) }
  const { state, qualifiedName } = await indexState(connection, wanted)
  if (state !== 'absent' && !begun && !wanted.unlessExists)
    throw new MigrationError([
      `${file}, line ${statement.line}: there is an index ${qualifiedName} already, and not from this migration. ` +
        'Drop it, or give this one another name.',
    ])
  return { isDone: state === 'valid', invalidIndex: state === 'invalid' ? qualifiedName : undefined }
}
