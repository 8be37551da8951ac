import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'
import type { MessageState, RealtimeTables } from './tables.ts'

const { many, first, change } = statementsFor<RealtimeTables>()

interface NewRow {
  recipient: string
  /** For a stream that does not exist yet. */
  epoch: string
  messageId: string
  type: string
  payload: string
  madeAt: Date
  expiresAt: Date
}

/** Gives the message the next number. The lock on the stream makes transactions of one recipient commit in that order. */
export const insertMessage = first<NewRow, { seq: number }>(
  'realtime.insert_message',
  (_db, p) => sql`
    with stream as (
      insert into kit.realtime_streams (recipient, epoch, last_seq, kept_from)
      values (${p.recipient}, ${p.epoch}, 1, 1)
      on conflict (recipient) do update set last_seq = realtime_streams.last_seq + 1
      returning recipient, last_seq
    )
    insert into kit.realtime_messages
      (recipient, seq, message_id, type, payload, made_at, expires_at, state, settle_at)
    select recipient, last_seq, ${p.messageId}, ${p.type}, ${p.payload}::jsonb, ${p.madeAt}::timestamptz,
      ${p.expiresAt}::timestamptz, 'waiting', ${p.expiresAt}::timestamptz
    from stream
    returning seq`,
)

/** A message as it is read to be sent. */
export interface MessageRow {
  recipient: string
  seq: number
  messageId: string
  type: string
  payload: unknown
  madeAt: Date
  expiresAt: Date
}

const COLUMNS = sql.raw('recipient, seq, message_id, type, payload, made_at, expires_at')

interface Reading {
  recipients: readonly string[]
  /** The position of each recipient. */
  afters: readonly number[]
  limit: number
  now: Date
  settleAt: Date
}

/**
 * Reads what comes after the positions, in order, and marks what waits and has not expired as sent. It is marked before it is
 * written to a connection, so that what may have arrived never counts as waiting.
 */
export const readMessages = many<Reading, MessageRow>(
  'realtime.read_messages',
  (_db, p) => sql`
    with found as (
      select m.* from unnest(${p.recipients}::text[], ${p.afters}::bigint[]) as asked (recipient, after)
      cross join lateral (
        select * from kit.realtime_messages
        where realtime_messages.recipient = asked.recipient and seq > asked.after
        order by seq limit ${p.limit}::int
      ) m
    ), waiting as (
      select m.recipient, m.seq from kit.realtime_messages m join found using (recipient, seq)
      where m.state = 'waiting' and m.expires_at > ${p.now}::timestamptz
      order by m.recipient, m.seq for no key update of m skip locked
    ), marked as (
      update kit.realtime_messages m
      set state = 'sent', sent_at = ${p.now}::timestamptz, settle_at = ${p.settleAt}::timestamptz
      from waiting where m.recipient = waiting.recipient and m.seq = waiting.seq
    )
    select ${COLUMNS} from found order by recipient, seq`,
)

interface Claim {
  recipient: string
  upTo: number
  limit: number
  now: Date
  settleAt: Date
}

/** Takes what waits for a recipient and has not expired, for one connection: another one that asks does not get it. */
export const claimWaiting = many<Claim, MessageRow>(
  'realtime.claim_waiting',
  (_db, p) => sql`
    with claimed as (
      update kit.realtime_messages m
      set state = 'sent', sent_at = ${p.now}::timestamptz, settle_at = ${p.settleAt}::timestamptz
      from (
        select seq from kit.realtime_messages
        where recipient = ${p.recipient} and seq <= ${p.upTo} and state = 'waiting'
          and expires_at > ${p.now}::timestamptz
        order by seq limit ${p.limit}::int for no key update skip locked
      ) waiting
      where m.recipient = ${p.recipient} and m.seq = waiting.seq
      returning m.recipient, m.seq, m.message_id, m.type, m.payload, m.made_at, m.expires_at
    )
    select ${COLUMNS} from claimed order by seq`,
)

/** What became of a message so far; nothing once it is removed. */
export const findState = first('realtime.find_state', (db, p: { recipient: string; seq: number }) =>
  db
    .selectFrom('kit.realtimeMessages')
    .select('state')
    .where('recipient', '=', p.recipient)
    .where('seq', '=', p.seq),
)

/** Where the stream of a recipient stands; nothing before its first message or sign-on. */
export const findStream = first('realtime.find_stream', (db, p: { recipient: string }) =>
  db
    .selectFrom('kit.realtimeStreams')
    .select(['epoch', 'lastSeq', 'keptFrom'])
    .where('recipient', '=', p.recipient),
)

/** Begins the stream of a recipient, unless it has begun. */
export const insertStream = change('realtime.insert_stream', (db, p: { recipient: string; epoch: string }) =>
  db
    .insertInto('kit.realtimeStreams')
    .values({ recipient: p.recipient, epoch: p.epoch, lastSeq: 0, keptFrom: 1 })
    .onConflict((conflict) => conflict.doNothing()),
)

/** Those whose stream has gone beyond their position. */
export const listBehind = many<
  { recipients: readonly string[]; positions: readonly number[] },
  { recipient: string; lastSeq: number }
>(
  'realtime.list_behind',
  (_db, p) => sql`
    select s.recipient, s.last_seq
    from unnest(${p.recipients}::text[], ${p.positions}::bigint[]) as asked (recipient, position)
    join kit.realtime_streams s on s.recipient = asked.recipient and s.last_seq > asked.position`,
)

/** A message whose state has changed. */
export interface Settled {
  recipient: string
  seq: number
  messageId: string
  type: string
  state: MessageState
  sentAt: Date | null
}

const SETTLED = sql.raw('m.recipient, m.seq, m.message_id, m.type, m.state, m.sent_at')

interface Settling {
  recipients: readonly string[]
  seqs: readonly number[]
  state: MessageState
  /** The states that it may replace. */
  from: readonly MessageState[]
}

/** Locks in one order, so that processes that settle the same messages do not wait for each other in a circle. */
export const settleMessages = many<Settling, Settled>(
  'realtime.settle_messages',
  (_db, p) => sql`
    with locked as (
      select m.recipient, m.seq from kit.realtime_messages m
      join unnest(${p.recipients}::text[], ${p.seqs}::bigint[]) as asked (recipient, seq) using (recipient, seq)
      where m.state = any(${p.from}::text[])
      order by m.recipient, m.seq for no key update of m
    )
    update kit.realtime_messages m set state = ${p.state}, settle_at = null
    from locked where m.recipient = locked.recipient and m.seq = locked.seq
    returning ${SETTLED}`,
)

/** Settles open messages whose time is over: what waits has expired, what was sent was not confirmed. */
export const settleOverdue = many<{ now: Date; limit: number }, Settled>(
  'realtime.settle_overdue',
  (_db, p) => sql`
    with overdue as (
      select recipient, seq, state from kit.realtime_messages
      where settle_at <= ${p.now}::timestamptz
      order by settle_at limit ${p.limit}::int for no key update skip locked
    )
    update kit.realtime_messages m
    set state = case overdue.state when 'waiting' then 'expired' else 'unconfirmed' end, settle_at = null
    from overdue where m.recipient = overdue.recipient and m.seq = overdue.seq
    returning ${SETTLED}`,
)

/** Removes old messages, and remembers in their streams from where on messages are kept. */
export const deleteOldMessages = first<{ before: Date; limit: number }, { deleted: number }>(
  'realtime.delete_old_messages',
  (_db, p) => sql`
    with old as (
      select recipient, seq from kit.realtime_messages
      where made_at < ${p.before}::timestamptz and settle_at is null
      order by made_at limit ${p.limit}::int for update skip locked
    ), deleted as (
      delete from kit.realtime_messages m using old where m.recipient = old.recipient and m.seq = old.seq
      returning m.recipient, m.seq
    ), ends as (
      select recipient, max(seq) + 1 as kept_from from deleted group by recipient order by recipient
    ), trimmed as (
      update kit.realtime_streams s set kept_from = greatest(s.kept_from, ends.kept_from)
      from ends where s.recipient = ends.recipient
    )
    select count(*)::int as deleted from deleted`,
)

/** Removes the stream of a recipient and every message in it. */
export const deleteStream = change('realtime.delete_stream', (db, p: { recipient: string }) =>
  db.deleteFrom('kit.realtimeStreams').where('recipient', '=', p.recipient),
)
