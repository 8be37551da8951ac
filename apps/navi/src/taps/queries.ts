import { sql } from 'kysely'
import { change, first, many } from '../statements.ts'

export interface NewTap {
  tapId: string
  pairingId: string
  fromUserId: string
  toUserId: string
  intensity: 'light' | 'medium' | 'strong'
  pattern: 'single' | 'double' | 'triple' | 'heartbeat'
  clientTapId: string | null
  seq: number
  tappedAt: Date
  acceptedAt: Date
  expiresAt: Date
}

export type TapState = 'accepted' | 'sent' | 'confirmed' | 'push_accepted' | 'expired' | 'failed'

const COLUMNS = ['tapId', 'toUserId', 'seq', 'state', 'acceptedAt', 'sentAt'] as const

/** Keeps a tap while its pairing is live; nothing is kept of one that has ended. */
export const insertTap = change('taps.insert', (db, p: NewTap) =>
  db
    .insertInto('taps')
    .columns([
      'tapId',
      'pairingId',
      'fromUserId',
      'toUserId',
      'intensity',
      'pattern',
      'clientTapId',
      'seq',
      'tappedAt',
      'acceptedAt',
      'expiresAt',
    ])
    .expression((eb) =>
      eb
        .selectFrom('pairings')
        .select([
          sql<string>`${p.tapId}::uuid`.as('tapId'),
          'pairingId',
          sql<string>`${p.fromUserId}::uuid`.as('fromUserId'),
          sql<string>`${p.toUserId}::uuid`.as('toUserId'),
          sql<NewTap['intensity']>`${p.intensity}`.as('intensity'),
          sql<NewTap['pattern']>`${p.pattern}`.as('pattern'),
          sql<string>`${p.clientTapId}`.as('clientTapId'),
          sql<number>`${p.seq}::bigint`.as('seq'),
          sql<Date>`${p.tappedAt}::timestamptz`.as('tappedAt'),
          sql<Date>`${p.acceptedAt}::timestamptz`.as('acceptedAt'),
          sql<Date>`${p.expiresAt}::timestamptz`.as('expiresAt'),
        ])
        .where('pairingId', '=', p.pairingId)
        .where('endedAt', 'is', null),
    ),
)

export const findByClientTapId = first(
  'taps.find_by_client_tap_id',
  (db, p: { fromUserId: string; clientTapId: string }) =>
    db
      .selectFrom('taps')
      .select(COLUMNS)
      .where('fromUserId', '=', p.fromUserId)
      .where('clientTapId', '=', p.clientTapId),
)

interface Settling {
  tapIds: readonly string[]
  states: readonly string[]
  sentAts: readonly (Date | null)[]
  now: Date
}

/** What has become of a tap just now. */
export interface SettledTap {
  tapId: string
  fromUserId: string
  state: TapState
}

/** Notes what became of taps; those that have ended stay as they are. */
export const settleTaps = many<Settling, SettledTap>(
  'taps.settle',
  (_db, p) => sql`
    update taps set
      state = case when became.state = 'expired' and taps.push_refused_at is not null then 'failed' else became.state end,
      sent_at = coalesce(taps.sent_at, became.sent_at),
      settled_at = case when became.state = 'sent' then null else ${p.now}::timestamptz end
    from unnest(${p.tapIds}::uuid[], ${p.states}::text[], ${p.sentAts}::timestamptz[]) as became (tap_id, state, sent_at)
    where taps.tap_id = became.tap_id and taps.settled_at is null
    returning taps.tap_id, taps.from_user_id, taps.state`,
)

/** Ends taps that nobody felt in their time. */
export const expireTaps = many<{ now: Date; before: Date; limit: number }, SettledTap>(
  'taps.expire',
  (_db, p) => sql`
    update taps set
      state = case when push_refused_at is null then 'expired' else 'failed' end,
      settled_at = ${p.now}::timestamptz
    where tap_id = any(array(
      select tap_id from taps where settled_at is null and expires_at < ${p.before}::timestamptz
      order by expires_at limit ${p.limit}::int for update skip locked))
    returning tap_id, from_user_id, state`,
)

/** What a push says of a tap, and what it depends on. */
export interface TapToPush extends Omit<NewTap, 'clientTapId' | 'acceptedAt'> {
  state: 'accepted' | 'sent' | 'push_accepted'
}

/** A tap that is still worth pushing: it has not expired nor been felt, and the pair is one. */
export const findForPush = first<{ tapId: string; now: Date }, TapToPush>(
  'taps.find_for_push',
  (_db, p) => sql`
    select t.tap_id, t.pairing_id, t.from_user_id, t.to_user_id, t.intensity, t.pattern, t.seq, t.tapped_at,
      t.expires_at, t.state
    from taps t join pairings using (pairing_id)
    where t.tap_id = ${p.tapId}::uuid and t.state in ('accepted', 'sent', 'push_accepted')
      and t.expires_at > ${p.now}::timestamptz and pairings.ended_at is null`,
)

/** Notes that no device is left that would take the push of a tap. */
export const noteRefusal = change('taps.note_refusal', (db, p: { tapId: string; now: Date }) =>
  db
    .updateTable('taps')
    .set({ pushRefusedAt: p.now })
    .where('tapId', '=', p.tapId)
    .where('settledAt', 'is', null),
)

interface Page {
  userId: string
  before: string | null
  limit: number
}

/** A page of the taps of a person, newest first, and how many there are on all pages. */
export const listTaps = many<
  Page,
  {
    tapId: string
    fromUserId: string
    toUserId: string
    intensity: NewTap['intensity']
    pattern: NewTap['pattern']
    tappedAt: Date
    state: TapState
  }
>(
  'taps.list',
  (_db, p) => sql`
    select tap_id, from_user_id, to_user_id, intensity, pattern, tapped_at, state from (
      (select * from taps where from_user_id = ${p.userId}::uuid
        and tap_id < coalesce(${p.before}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        order by tap_id desc limit ${p.limit}::int)
      union all
      (select * from taps where to_user_id = ${p.userId}::uuid
        and tap_id < coalesce(${p.before}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        order by tap_id desc limit ${p.limit}::int)
    ) as both_ways
    order by tap_id desc limit ${p.limit}::int`,
)

export const countTaps = first<{ userId: string }, { count: number }>(
  'taps.count',
  (_db, p) => sql`
    select (select count(*) from taps where from_user_id = ${p.userId}::uuid)::int
      + (select count(*) from taps where to_user_id = ${p.userId}::uuid)::int as count`,
)

/** Removes taps that were made long ago. */
export const deleteOldTaps = change<{ before: Date; limit: number }>(
  'taps.delete_old',
  (_db, p) => sql`
    delete from taps where tap_id = any(array(
      select tap_id from taps where accepted_at < ${p.before}::timestamptz
      order by accepted_at limit ${p.limit}::int))`,
)
