import type { RecordedRequest } from '@groundwork/kit/testing/record-requests'
import { findSequentialScans } from '@groundwork/kit/testing/sequential-scans'
import { withLargeDatabase } from './large-database.ts'

/** Scans of whole tables that are meant: by statement and table, with the reason. */
const APPROVED: Readonly<Record<string, string>> = {}

// Statements of the tests themselves, and of the job library, whose tables are its own.
const NOT_OURS = /^test(ing)?\.|^jobs\./

/**
 * Asks for the plans of statements on tables of a hundred thousand rows.
 * @throws Error naming each that would read a whole one of them.
 */
export async function refuseScans(requests: readonly RecordedRequest[]): Promise<void> {
  const ours = requests.filter(({ shape, text }) => !NOT_OURS.test(shape) && !text.includes('pgboss.'))
  if (ours.length === 0) return
  const scans = await withLargeDatabase((driver) => findSequentialScans(driver, ours))
  const refused = scans
    .map(({ shape, table }) => `${shape.replace(/\(.*/, '')} on ${table}`)
    .filter((scan) => !(scan in APPROVED))
  if (refused.length > 0)
    throw new Error(
      `These statements read a whole large table. Add an index, or approve them in refuse-scans.ts with the reason:\n` +
        [...new Set(refused)].map((scan) => `  - ${scan}`).join('\n'),
    )
}
