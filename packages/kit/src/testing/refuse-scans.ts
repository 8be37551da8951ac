import { withDatabase } from './large-database.ts'
import type { RecordedRequest } from './record-requests.ts'
import { findSequentialScans } from './sequential-scans.ts'

/** Scans of whole tables by the kit that are meant: by statement and table, with the reason. */
const APPROVED: Readonly<Record<string, string>> = {
  'auth.delete_expired_sessions on auth_sessions':
    'A nightly batch: when thousands have expired, reading the table once costs less than as many look-ups.',
  'auth.delete_expired_one_time_tokens on auth_one_time_tokens': 'The same.',
}

// Statements of the tests and their equipment, and of the job library, whose tables are its own.
const NOT_OURS = /^$|^test(ing)?\.|^jobs\./

/**
 * The statements that would read a whole table of a hundred thousand rows in the large database at `url`, by name
 * and table; those that are approved left out.
 */
export async function findScans(url: string, requests: readonly RecordedRequest[]): Promise<string[]> {
  const ours = requests.filter(({ shape, text }) => !NOT_OURS.test(shape) && !text.includes('pgboss.'))
  if (ours.length === 0) return []
  const scans = await withDatabase(url, (driver) => findSequentialScans(driver, ours))
  const named = scans.map(({ shape, table }) => `${shape.replace(/\(.*/, '')} on ${table}`)
  return [...new Set(named)].filter((scan) => !(scan in APPROVED))
}

/** @throws Error when there are any, with what to do. */
export function refuseScans(scans: readonly string[]): void {
  if (scans.length === 0) return
  throw new Error(
    `These statements read a whole large table. Add an index, or approve them with the reason:\n` +
      scans.map((scan) => `  - ${scan}`).join('\n'),
  )
}
