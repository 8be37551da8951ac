import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { MigrationError } from './migration-error.ts'
import { parseMigration, type ParsedMigration } from './parse-migration.ts'

/** A folder of migrations that one owner numbers, such as the kit or an app. */
export interface MigrationSource {
  /** Lower-case letters, digits and `_`; recorded in the database, so it never changes. */
  name: string
  dir: string
}

/** One file. Its sources' order and its number say when it runs. */
export interface Migration extends ParsedMigration {
  source: string
  number: number
  /** The file name without `.sql`: `0001_create_poses`. */
  name: string
  /** The path it was read from, for messages: from the working directory when it is in there. */
  file: string
  text: string
  /** SHA-256 of the text with line ends as `\n`, in hexadecimal. */
  checksum: string
}

const FILE_NAME = /^(\d{4})_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/
const SOURCE_NAME = /^[a-z][a-z0-9_]*$/

/**
 * Reads every migration of the sources, in the order in which they run: source by source as given, by number in each.
 * @throws MigrationError naming every folder that is absent, file that is misnamed or unreadable, and number that is
 *   missing or given twice.
 */
export async function readMigrations(sources: readonly MigrationSource[]): Promise<Migration[]> {
  const problems: string[] = []
  const names = new Set<string>()
  for (const { name } of sources) {
    if (!SOURCE_NAME.test(name))
      problems.push(`migration source "${name}": use lower-case letters, digits and "_".`)
    if (names.has(name)) problems.push(`migration source "${name}" is given twice.`)
    names.add(name)
  }
  const migrations: Migration[] = []
  for (const source of sources) migrations.push(...(await readSource(source, problems)))
  if (problems.length > 0) throw new MigrationError(problems)
  return migrations
}

async function readSource({ name: source, dir }: MigrationSource, problems: string[]): Promise<Migration[]> {
  const files = await readdir(dir).catch((error: Error) => {
    problems.push(`the migrations of "${source}" cannot be read: ${error.message}`)
    return []
  })
  const migrations: Migration[] = []
  for (const fileName of files.filter((name) => name.endsWith('.sql')).toSorted()) {
    const file = shownPath(join(dir, fileName))
    const number = FILE_NAME.exec(fileName)?.[1]
    if (number === undefined) {
      problems.push(`${file}: migrations are named like 0001_create_poses.sql.`)
      continue
    }
    const text = (await readFile(join(dir, fileName), 'utf8')).replaceAll('\r\n', '\n')
    try {
      const checksum = createHash('sha256').update(text).digest('hex')
      const parsed = parseMigration(text, file)
      migrations.push({
        ...parsed,
        source,
        number: Number(number),
        name: fileName.slice(0, -4),
        file,
        text,
        checksum,
      })
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error
      problems.push(...error.details)
    }
  }
  if (problems.length === 0) problems.push(...misnumbered(migrations, dir))
  return migrations
}

function shownPath(file: string): string {
  const fromHere = relative('', file)
  return fromHere.startsWith('..') ? file : fromHere
}

function misnumbered(migrations: readonly Migration[], dir: string): string[] {
  const problems: string[] = []
  for (const [i, { number, name }] of migrations.entries()) {
    const before = migrations[i - 1]
    if (number === before?.number)
      problems.push(
        `${dir}: ${before.name} and ${name} have the same number. Give the one not yet applied anywhere the next free number.`,
      )
    else if (number !== (before?.number ?? 0) + 1)
      problems.push(
        `${dir}: number ${String((before?.number ?? 0) + 1).padStart(4, '0')} is missing before ${name}. Numbers start at 0001 and leave no gap.`,
      )
  }
  return problems
}
