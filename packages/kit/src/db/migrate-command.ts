import type { Db } from './database.ts'
import { parseMigrateArguments, USAGE, type MigrateArguments } from './migrate-arguments.ts'
import { MigrationError } from './migration-error.ts'
import { title } from './migration-history.ts'
import { migrationPlan } from './migration-plan.ts'
import { migrationStatus, type MigrationStatus } from './migration-status.ts'
import type { Migration } from './read-migrations.ts'
import { migrateDown, migrateUp, type MigrateOptions, type MigrationEvent } from './run-migrations.ts'

interface Writer {
  write(text: string): unknown
}

export interface MigrateCommand {
  /** Opens the database; it is closed when the command ends. Not called when the arguments are wrong. */
  open: () => Promise<Db>
  migrations: () => Promise<readonly Migration[]>
  /** Where results (`stdout`) and progress and errors (`stderr`) go: `process` will do. */
  out: { stdout: Writer; stderr: Writer }
  /** Timeouts and tries, where the defaults do not fit. */
  options?: Omit<MigrateOptions, 'report'>
}

const DONE = 0
const FAILED = 1
const NOT_UNDERSTOOD = 2
const PENDING = 3

/**
 * Runs `migrate up`, `down`, `status` or `plan` with the words after the program's name, and returns the exit code:
 * 0 done, 1 failed, 2 not understood (or `down` of more than one migration without `--yes`), 3 something is pending
 * (`status --check` only). A run that succeeds prints progress on `stderr` and nothing on `stdout`.
 */
export async function runMigrateCommand(argv: readonly string[], command: MigrateCommand): Promise<number> {
  const { stdout, stderr } = command.out
  let asked: MigrateArguments
  try {
    asked = parseMigrateArguments(argv)
  } catch (error) {
    stderr.write(`${(error as Error).message}\n\n${USAGE}`)
    return NOT_UNDERSTOOD
  }
  if (asked.verb === 'help') {
    stdout.write(USAGE)
    return DONE
  }
  try {
    const migrations = await command.migrations()
    const db = await command.open()
    try {
      return await carryOut(asked, db, migrations, command)
    } finally {
      await db.close()
    }
  } catch (error) {
    const details = error instanceof MigrationError ? error.details : [messageOf(error)]
    stderr.write(`migrate ${asked.verb}: ${details.join('\n')}\n`)
    if (asked.json) stdout.write(`${JSON.stringify({ error: details })}\n`)
    return FAILED
  }
}

async function carryOut(
  asked: Exclude<MigrateArguments, { verb: 'help' }>,
  db: Db,
  migrations: readonly Migration[],
  { out, options }: MigrateCommand,
): Promise<number> {
  const answer = (json: object, text: string) =>
    out.stdout.write(asked.json ? `${JSON.stringify(json)}\n` : text)
  const report = ({ kind, migration, text }: MigrationEvent) =>
    void out.stderr.write(`${[kind, migration, text].filter(Boolean).join(' ')}\n`)
  const sayIfNone = ({ length }: readonly unknown[], way: 'up' | 'down') => {
    if (length === 0) out.stderr.write(way === 'up' ? 'nothing to apply\n' : 'nothing to undo\n')
  }
  switch (asked.verb) {
    case 'up': {
      const applied = await migrateUp(db, migrations, { ...options, to: asked.to, report })
      sayIfNone(applied, 'up')
      answer({ applied: applied.map(title) }, '')
      return DONE
    }
    case 'down': {
      const plan = await migrationPlan(db, migrations, { direction: 'down', ...asked.target })
      if (plan.length > 1 && !asked.yes) {
        out.stderr.write(`This undoes ${plan.map(title).join(', ')}. Add --yes to do so.\n`)
        return NOT_UNDERSTOOD
      }
      const undone = await migrateDown(db, migrations, { ...options, ...asked.target, report })
      sayIfNone(undone, 'down')
      answer({ undone: undone.map(title) }, '')
      return DONE
    }
    case 'plan': {
      const plan = await migrationPlan(db, migrations, asked.target, options)
      sayIfNone(plan, asked.target.direction)
      answer({ plan }, plan.map((one) => `-- ${one.direction} ${title(one)}\n${one.sql}`).join('\n'))
      return DONE
    }
    case 'status': {
      const status = await migrationStatus(db, migrations)
      answer(status, describeStatus(status))
      if (!asked.check) return DONE
      if (status.problems.length > 0) return FAILED
      return status.pending.length + status.unfinished.length > 0 ? PENDING : DONE
    }
  }
}

function describeStatus({ applied, unfinished, pending, problems }: MigrationStatus): string {
  const lines = [
    ...applied.map(({ migration, appliedAt }) => `applied  ${migration}  ${appliedAt.toISOString()}`),
    ...unfinished.map(({ migration, direction, stepsDone }) => {
      const way = direction === 'up' ? 'applied' : 'undone'
      return `half ${way}  ${migration}  ${stepsDone} steps done`
    }),
    ...pending.map((migration) => `pending  ${migration}`),
    ...problems.map((problem) => `problem  ${problem}`),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** A refused connection may carry no message of its own, only those of the addresses that were tried. */
function messageOf(error: unknown): string {
  const { message, errors = [] } = error as AggregateError
  return message || errors.map((one: Error) => one.message).join('; ') || String(error)
}
