import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'

interface KeptAnswersTable {
  'kit.keptAnswers': {
    subject: string
    operation: string
    key: string
    fingerprint: Uint8Array
    attempt: string
    leaseUntil: Date
    expiresAt: Date
    status: number | null
    headers: Record<string, string> | null
    body: string | null
  }
}

interface Place {
  subject: string
  operation: string
  key: string
  attempt: string
}

/** What stands under a key: our own attempt, that of somebody else, or an answer. */
export interface KeptRow {
  fingerprint: Buffer
  attempt: string
  status: number | null
  headers: Record<string, string> | null
  body: string | null
}

const { first, change } = statementsFor<KeptAnswersTable>()

/**
 * Enters an attempt where nothing stands, where an attempt at the same request lost its lease, or where an answer has expired;
 * else finds what stands there. No row: another attempt was entered at this very moment.
 */
export const claim = first(
  'idempotency.claim',
  (_db, p: Place & { fingerprint: Buffer; leaseUntil: Date; expiresAt: Date; now: Date }) => sql<KeptRow>`
    with claimed as (
      insert into kit.kept_answers as kept (subject, operation, key, attempt, fingerprint, lease_until, expires_at)
      values (${p.subject}, ${p.operation}, ${p.key}, ${p.attempt}, ${p.fingerprint}, ${p.leaseUntil}, ${p.expiresAt})
      on conflict (subject, operation, key) do update set
        attempt = excluded.attempt, fingerprint = excluded.fingerprint, lease_until = excluded.lease_until,
        expires_at = excluded.expires_at, status = null, headers = null, body = null
      where kept.expires_at <= ${p.now}
        or (kept.status is null and kept.lease_until <= ${p.now} and kept.fingerprint = excluded.fingerprint)
      returning fingerprint, attempt, status, headers, body
    )
    select fingerprint, attempt, status, headers, body from claimed
    union all
    select fingerprint, attempt, status, headers, body from kit.kept_answers
    where subject = ${p.subject} and operation = ${p.operation} and key = ${p.key} and not exists (select from claimed)`,
)

/** Keeps the answer of an attempt; 0 when another one has taken over. `headers` is JSON. */
export const finish = change(
  'idempotency.finish',
  (db, p: Place & { status: number; headers: string; body: string | null; expiresAt: Date }) =>
    db
      .updateTable('kit.keptAnswers')
      .set({
        status: p.status,
        headers: sql<Record<string, string>>`${p.headers}::jsonb`,
        body: p.body,
        expiresAt: p.expiresAt,
      })
      .where('subject', '=', p.subject)
      .where('operation', '=', p.operation)
      .where('key', '=', p.key)
      .where('attempt', '=', p.attempt)
      .where('status', 'is', null),
)

/** Gives up an attempt that had no effect. */
export const release = change('idempotency.release', (db, p: Place) =>
  db
    .deleteFrom('kit.keptAnswers')
    .where('subject', '=', p.subject)
    .where('operation', '=', p.operation)
    .where('key', '=', p.key)
    .where('attempt', '=', p.attempt)
    .where('status', 'is', null),
)

export const deleteOf = change('idempotency.delete_of', (db, p: { subject: string }) =>
  db.deleteFrom('kit.keptAnswers').where('subject', '=', p.subject),
)

/** By the places of its rows: with the three columns of the key the planner would read the whole table. */
export const deleteExpired = change(
  'idempotency.delete_expired',
  (_db, p: { now: Date; limit: number }) => sql`
    delete from kit.kept_answers where ctid = any (array(
      select ctid from kit.kept_answers where expires_at <= ${p.now} order by expires_at limit ${p.limit} for update
    ))`,
)
