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

/** Ids of the taps that a job is going to push, or pushes. */
const PUSHED_NEXT = sql`select data->'payload'->>'tapId' from pgboss.job where name = 'taps.push' and state < 'completed'`

const listEntries = many<Record<string, never>, LedgerEntry>(
  'e2e.list_entries',
  () => sql`select tap_id, to_user_id, seq, state, sent_at, expires_at from taps`,
)

const listPositions = many<Record<string, never>, { recipient: string; lastSeq: number }>(
  'e2e.list_positions',
  () => sql`select recipient, last_seq from kit.realtime_streams`,
)

const listOpen = many<Record<string, never>, { recipient: string; seq: number; state: string }>(
  'e2e.list_open',
  () => sql`
    select recipient, seq, state from kit.realtime_messages
    where type = 'tap_received' and (
      state = 'sent'
      or state = 'waiting' and (expires_at <= now() or message_id::text not in (${PUSHED_NEXT})))`,
)

const findOpenPushes = first<Record<string, never>, { count: number }>(
  'e2e.count_open_pushes',
  () => sql`select count(*)::int as count from pgboss.job where name = 'taps.push' and state < 'completed'`,
)

const listForgotten = many<Record<string, never>, { tapId: string }>(
  'e2e.list_forgotten',
  () => sql`
    select tap_id from taps
    where settled_at is null and expires_at > now()
      and exists (select from devices where user_id = to_user_id and disabled_at is null)
      and tap_id::text not in (${PUSHED_NEXT})`,
)

/** Every tap by its id. */
export const readLedger = async (db: Db): Promise<Map<string, LedgerEntry>> =>
  new Map((await listEntries(db, {})).map((entry) => [entry.tapId, entry]))

/** How many messages there are for each person. */
export const readPositions = async (db: Db): Promise<Map<string, number>> =>
  new Map((await listPositions(db, {})).map(({ recipient, lastSeq }) => [recipient, lastSeq]))

/** Live messages of taps that have not come to an end, but for those that wait for a push. */
export const readOpen = (db: Db) => listOpen(db, {})

/** Jobs that push a tap and have not come to an end. */
export const countOpenPushes = async (db: Db): Promise<number> => (await findOpenPushes(db, {}))!.count

/** Taps that could still be felt, that have a device to be pushed to, and that nothing brings there any more. */
export const readForgotten = async (db: Db): Promise<string[]> =>
  (await listForgotten(db, {})).map(({ tapId }) => tapId)
