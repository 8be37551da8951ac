import { MigrationError } from './migration-error.ts'
import { lineAt, splitStatements, type SqlStatement } from './split-statements.ts'
import { sqlTokens } from './sql-tokens.ts'

/** What runs, and is recorded, as one: a whole transaction, or one statement outside of any. */
export interface Step {
  inTransaction: boolean
  /** As written in the file; their lines are lines of the file. */
  statements: readonly SqlStatement[]
}

/** A migration file, read. */
export interface ParsedMigration {
  /** The first comment: why the migration exists. */
  reason: string
  up: readonly Step[]
  /** The way back; undefined when the file has no such section. */
  down: readonly Step[] | undefined
}

const MARKER = /^--\s*(up|down)(\s+outside transaction)?\s*$/
const NEAR_MARKER = /^--\s*(up|down)(\s+(outside|in|within|inside|without|no)\b.*)?\s*[:.]?\s*$/i

interface Marker {
  direction: 'up' | 'down'
  inTransaction: boolean
  start: number
  end: number
}

/**
 * Reads the text of a migration: a first comment that says why, then sections opened by the marker lines `-- up`,
 * `-- up outside transaction`, `-- down` and `-- down outside transaction`. The sections of one direction run in
 * the order of the file. Each statement of a section outside of transactions is a step of its own.
 * @throws MigrationError naming file and line of what cannot be read.
 */
export function parseMigration(text: string, file: string): ParsedMigration {
  const markers = findMarkers(text, file)
  const header = text.slice(0, markers[0]?.start ?? text.length)
  const reason = /^--\s*(\S.*)$/.exec(header.split('\n')[0]!)?.[1]
  if (reason === undefined)
    throw new MigrationError([
      `${file}, line 1: begin with a comment that says why: "-- Poses are looked up by category."`,
    ])
  const early = splitStatements(header)[0]
  if (early)
    throw new MigrationError([`${file}, line ${early.line}: put this statement below "-- up" or "-- down".`])

  const sections = markers.map((marker, i) => ({
    ...marker,
    // Blanks in place of what came before keep offsets and lines those of the file.
    statements: splitStatements(
      text.slice(0, marker.end).replace(/[^\n]/g, ' ') + text.slice(marker.end, markers[i + 1]?.start),
    ),
  }))
  const steps = (direction: 'up' | 'down') =>
    sections
      .filter((section) => section.direction === direction && section.statements.length > 0)
      .flatMap<Step>(({ inTransaction, statements }) =>
        inTransaction
          ? [{ inTransaction, statements }]
          : statements.map((one) => ({ inTransaction, statements: [one] })),
      )
  const up = steps('up')
  if (up.length === 0)
    throw new MigrationError([`${file}: there is no statement below "-- up": write what the migration does.`])
  return {
    reason,
    up,
    down: markers.some((marker) => marker.direction === 'down') ? steps('down') : undefined,
  }
}

function findMarkers(text: string, file: string): Marker[] {
  const markers: Marker[] = []
  for (const { kind, text: comment, start } of sqlTokens(text)) {
    if (kind !== 'comment' || (start > 0 && text[start - 1] !== '\n')) continue
    const [, direction, outside] = MARKER.exec(comment) ?? []
    if (direction !== undefined)
      markers.push({
        direction: direction as 'up' | 'down',
        inTransaction: outside === undefined,
        start,
        end: start + comment.length,
      })
    else if (NEAR_MARKER.test(comment))
      throw new MigrationError([
        `${file}, line ${lineAt(text, start)}: "${comment.trim()}" is not a marker. Markers are "-- up", "-- down", ` +
          `"-- up outside transaction" and "-- down outside transaction".`,
      ])
  }
  return markers
}
