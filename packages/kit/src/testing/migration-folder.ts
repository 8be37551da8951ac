import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMigrations, type Migration } from '../db/read-migrations.ts'

const root = mkdtempSync(join(tmpdir(), 'migrations-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))

/** A folder of migration files, by name; removed when the process ends. */
export function migrationFolder(files: Record<string, string>): string {
  const dir = mkdtempSync(join(root, 'source-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return dir
}

/** The migrations of one source, `app`, from the text of each file by its name. */
export async function migrationsOf(files: Record<string, string>): Promise<Migration[]> {
  return readMigrations([{ name: 'app', dir: migrationFolder(files) }])
}
