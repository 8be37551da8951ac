import { embeddedOnly } from './services.ts'
import { openEmbeddedTestDatabase } from './embedded-test-database.ts'
import { openPostgresTestDatabase } from './postgres-test-database.ts'
import type { TestDatabase, TestDatabaseOptions } from './database-template.ts'

export type { DatabaseTemplate, TestDatabase, TestDatabaseOptions } from './database-template.ts'

/**
 * A database of its own for one test file: `after(() => database.drop())`.
 * @throws Error when PostgreSQL is asked for and cannot be had; it says how to install it.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const engine = options.engine ?? (embeddedOnly(process.env) ? 'embedded' : 'postgres')
  return engine === 'postgres' ? openPostgresTestDatabase(options) : openEmbeddedTestDatabase(options)
}
