import { StartError } from '../errors/start-error.ts'
import { lineAt, type SqlStatement } from './split-statements.ts'

/** Why a migration was refused or failed; `details` has one sentence or block for each cause. */
export class MigrationError extends StartError {
  override readonly name = 'MigrationError'
  readonly details: readonly string[]

  constructor(details: readonly string[], cause?: unknown) {
    super(details.join('\n'), { cause })
    this.details = details
  }
}

interface ServerFailure {
  message?: string
  code?: string
  detail?: string
  hint?: string
  /** Character of the statement at which the server stopped, counted from 1. */
  position?: string | number
}

const SHOWN_LINES = 8

/** What a person needs to mend a statement that failed: file, line, the server's words and the statement. */
export function describeFailure(file: string, statement: SqlStatement | undefined, error: unknown): string {
  const { message = String(error), code, detail, hint, position } = (error ?? {}) as ServerFailure
  const said = [code === undefined ? message : `${message} (${code})`, detail, hint && `Hint: ${hint}`]
  const words = said.filter(Boolean).join('\n  ')
  if (!statement) return `${file}: ${words}`
  const offset = Number(position ?? 1) - 1
  const line = statement.line + lineAt(statement.text, offset) - 1
  const lines = statement.text.split('\n')
  const shown = lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), '…'] : lines
  return `${file}, line ${line}: ${words}\n${shown.map((text) => `    ${text}`).join('\n')}`
}
