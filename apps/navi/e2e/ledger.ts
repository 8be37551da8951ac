import type { Db } from '@groundwork/kit/db/database'
import { sql } from 'kysely'
import { first, many } from '../src/statements.ts'

export interface LedgerEntry {
  tapId: string
  toUserId: string
  seq: number
  state: string
  sentAt: Date | null
  expiresAt: Date
}

const listEntries = many<Record<string, never>, LedgerEntry>(
  'e2e.list_entries',
  () => sql`select tap_id, to_user_id, seq, state, sent_at, expires_at from taps`,
)

const listPositions = many<Record<string, never>, { recipient: string; lastSeq: number }>(
  'e2e.list_positions',
  () => sql`select recipient, last_seq from kit.realtime_streams`,
)

const findOpen = first<Record<string, never>, { count: number }>(
  'e2e.count_open',
  () => sql`select count(*)::int as count from kit.realtime_messages where state in ('waiting', 'sent')`,
)

/** Every tap by its id. */
export const readLedger = async (db: Db): Promise<Map<string, LedgerEntry>> =>
  new Map((await listEntries(db, {})).map((entry) => [entry.tapId, entry]))

/** How many messages there are for each person. */
export const readPositions = async (db: Db): Promise<Map<string, number>> =>
  new Map((await listPositions(db, {})).map(({ recipient, lastSeq }) => [recipient, lastSeq]))

/** Live messages that have not come to an end. */
export const countOpen = async (db: Db): Promise<number> => (await findOpen(db, {}))!.count
