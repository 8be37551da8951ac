import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'
import type { AuthTables } from './tables.ts'

type KeyTable = AuthTables['kit.apiKeys']

/** A key as its owner sees it. */
export type ApiKeyRow = Omit<KeyTable, 'subject' | 'secretHash' | 'hashKid'>

const { many, first, change } = statementsFor<AuthTables>()

const shown = [
  'keyId',
  'name',
  'scopes',
  'rotatedFrom',
  'createdAt',
  'expiresAt',
  'lastUsedAt',
  'revokedAt',
] as const

/** Lets one transaction at a time make keys of a subject, so that their number is right. */
export const lockKeysOf = first(
  'auth.lock_api_keys',
  (_db, p: { subject: string }) =>
    sql<object>`select pg_advisory_xact_lock(hashtextextended('api keys of ' || ${p.subject}::text, 0))`,
)

export type NewKey = Omit<KeyTable, 'lastUsedAt' | 'revokedAt'> & { max: number }

/** No row when the subject has `max` live keys already. */
export const insertKey = first(
  'auth.insert_api_key',
  (_db, p: NewKey) => sql<ApiKeyRow>`
    insert into kit.api_keys (key_id, subject, name, scopes, secret_hash, hash_kid, rotated_from, created_at, expires_at)
    select ${p.keyId}::uuid, ${p.subject}::text, ${p.name}::text, ${p.scopes}::text[], ${p.secretHash}::bytea, ${p.hashKid}::text,
      ${p.rotatedFrom}::uuid, ${p.createdAt}::timestamptz, ${p.expiresAt}::timestamptz
    where (select count(*) from kit.api_keys
      where subject = ${p.subject} and expires_at > ${p.createdAt} and revoked_at is null) < ${p.max}::integer
    returning key_id, name, scopes, rotated_from, created_at, expires_at, last_used_at, revoked_at`,
)

/** The keys of a subject, live or not, newest first. */
export const listKeys = many('auth.list_api_keys', (db, p: { subject: string; limit: number }) =>
  db
    .selectFrom('kit.apiKeys')
    .select(shown)
    .where('subject', '=', p.subject)
    .orderBy('keyId', 'desc')
    .limit(p.limit),
)

/** A key of a subject that is neither revoked nor expired, held until the end of the transaction. */
export const lockLiveKey = first(
  'auth.lock_api_key',
  (db, p: { subject: string; keyId: string; now: Date }) =>
    db
      .selectFrom('kit.apiKeys')
      .select(shown)
      .where('keyId', '=', p.keyId)
      .where('subject', '=', p.subject)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', p.now)
      .forUpdate(),
)

/** Lets a key end at a time, unless it ends earlier anyway. */
export const endBy = change(
  'auth.end_api_key_by',
  (db, p: { keyId: string; subject: string; expiresAt: Date }) =>
    db
      .updateTable('kit.apiKeys')
      .set({ expiresAt: sql<Date>`least(expires_at, ${p.expiresAt}::timestamptz)` })
      .where('keyId', '=', p.keyId)
      .where('subject', '=', p.subject),
)

/** Revokes the live keys of a subject, or one of them. */
export const revokeKeys = change<{ subject: string; now: Date; keyId?: string }>(
  'auth.revoke_api_keys',
  (db, p, has) =>
    db
      .updateTable('kit.apiKeys')
      .set({ revokedAt: p.now })
      .where('subject', '=', p.subject)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', p.now)
      .$if(has('keyId'), (query) => query.where('keyId', '=', p.keyId)),
)

/** Notes a use of a key, and its hash by the key of the ring that hashes now. */
export const noteUse = change(
  'auth.note_api_key_use',
  (db, p: { keyId: string; now: Date; secretHash: Buffer; hashKid: string }) =>
    db
      .updateTable('kit.apiKeys')
      .set({ lastUsedAt: p.now, secretHash: p.secretHash, hashKid: p.hashKid })
      .where('keyId', '=', p.keyId),
)

export const deleteKeysOf = change('auth.delete_api_keys_of', (db, p: { subject: string }) =>
  db.deleteFrom('kit.apiKeys').where('subject', '=', p.subject),
)

/** Removes keys that expired before a time, those first that did so first; a revoked one stays as long. */
export const deleteEnded = change(
  'auth.delete_ended_api_keys',
  (_db, p: { before: Date; limit: number }) =>
    sql`
    delete from kit.api_keys where ctid = any (array(
      select ctid from kit.api_keys where expires_at < ${p.before} order by expires_at limit ${p.limit} for update
    ))`,
)
