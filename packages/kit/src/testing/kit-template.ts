import { fileURLToPath } from 'node:url'
import { migratedTemplate } from './migrated-template.ts'
import type { DatabaseTemplate } from './test-database.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))

/** A database with the tables of the kit and nothing in them. */
export const kitTemplate = (): Promise<DatabaseTemplate> =>
  migratedTemplate([{ name: 'kit', dir: MIGRATIONS }])
