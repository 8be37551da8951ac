import { MigrationError } from './migration-error.ts'
import { recordOf, type MigrationRecord } from './migration-records.ts'
import type { Migration } from './read-migrations.ts'

/**
 * The migrations of a newer program: those that come after all that this one knows of their source. This program works with them,
 * because each migration leaves the program before it working.
 */
export function newerRecords(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[],
): MigrationRecord[] {
  return records.filter((record) => {
    const numbers = migrations.filter(({ source }) => source === record.source).map(({ number }) => number)
    // A source that it knows nothing of is that of another program.
    return numbers.length > 0 && numbers.every((number) => number < record.number)
  })
}

/**
 * Why the records of a database and the files of the program do not belong together; empty when they do. `mayBeOlder` allows
 * for the migrations of a newer program.
 */
export function historyProblems(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[],
  { mayBeOlder = false } = {},
): string[] {
  const problems: string[] = []
  const known = new Map(migrations.map((migration) => [`${migration.source} ${migration.number}`, migration]))
  const newer = new Set(mayBeOlder ? newerRecords(migrations, records) : [])
  const unknown = records.filter(
    (record) => !known.has(`${record.source} ${record.number}`) && !newer.has(record),
  )
  if (unknown.length > 0)
    problems.push(
      `The database is newer than this program: it has ${unknown.map(title).join(', ')}, which this program does not ` +
        'know. Run the version of the program that brought them, or undo them with that version (migrate down).',
    )
  for (const record of records) {
    const migration = known.get(`${record.source} ${record.number}`)
    if (!migration) continue
    if (record.name !== migration.name)
      problems.push(
        `${migration.file}: was applied under the name ${record.name}. Give the file that name again.`,
      )
    if (record.checksum !== migration.checksum)
      problems.push(
        `${migration.file}: changed after it was applied. Restore the text that was applied and put the change in a ` +
          'migration of its own; if it is applied nowhere else, restore it, run migrate down, then change it.',
      )
  }
  for (const migration of migrations) {
    if (recordOf(migration, records)) continue
    const later = records.find(
      ({ source, number }) => source === migration.source && number > migration.number,
    )
    if (later)
      problems.push(
        `${migration.file}: was never applied, though ${title(later)} was. Undo ${later.name} first (migrate down), ` +
          'then migrate up applies both in order.',
      )
  }
  return problems
}

/** @throws MigrationError when the records and the files do not belong together. */
export function assertHistory(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[],
  options?: { mayBeOlder?: boolean },
): void {
  const problems = historyProblems(migrations, records, options)
  if (problems.length > 0) throw new MigrationError(problems)
}

/** A migration as messages name it: `yoga/0001_create_poses`. */
export const title = ({ source, name }: { source: string; name: string }): string => `${source}/${name}`

/**
 * The migration called `name`: `0001_create_poses`, or `yoga/0001_create_poses` where two sources have one of that name.
 * @throws MigrationError when there is none, or more than one.
 */
export function findMigration(migrations: readonly Migration[], name: string): Migration {
  const found = migrations.filter((migration) => migration.name === name || title(migration) === name)
  if (found.length === 1) return found[0]!
  const choices = (found.length > 1 ? found : migrations).map(title).join(', ')
  throw new MigrationError([
    `${name} names ${found.length === 0 ? 'no migration' : 'several migrations'}. There are: ${choices}.`,
  ])
}
