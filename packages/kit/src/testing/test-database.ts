import { embeddedOnly } from './services.ts'
import { openEmbeddedTestDatabase } from './embedded-test-database.ts'
import { openPostgresTestDatabase } from './postgres-test-database.ts'
import type { TestDatabase, TestDatabaseOptions } from './database-template.ts'

export type { DatabaseTemplate, TestDatabase, TestDatabaseOptions } from './database-template.ts'

/** What tests run on that do not name an engine: PostgreSQL, or the embedded database under TEST_SERVICES=embedded. */
export const engineOfTests = (): 'postgres' | 'embedded' =>
  embeddedOnly(process.env) ? 'embedded' : 'postgres'

/**
 * A database of its own for one test file: `after(() => database.drop())`.
 * @throws Error when PostgreSQL is asked for and cannot be had; it says how to install it.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const engine = options.engine ?? engineOfTests()
  return engine === 'postgres' ? openPostgresTestDatabase(options) : openEmbeddedTestDatabase(options)
}
