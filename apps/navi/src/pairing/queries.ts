import { sql } from 'kysely'
import { change, first, many } from '../statements.ts'

/** Makes whatever changes the pairings of these people wait for each other: always in the order of their ids. */
export const lockUsers = many('pairing.lock_users', (db, p: { userIds: readonly string[] }) =>
  db
    .selectFrom('users')
    .select('userId')
    .where(sql<boolean>`user_id = any(${p.userIds}::uuid[])`)
    .orderBy('userId')
    .forNoKeyUpdate(),
)

/** The live pairings of these people. */
export const listLive = many('pairing.list_live', (db, p: { userIds: readonly string[] }) =>
  db
    .selectFrom('pairings')
    .select(['pairingId', 'lowerUserId', 'higherUserId', 'pairedAt'])
    .where('endedAt', 'is', null)
    .where((eb) =>
      eb.or([
        sql<boolean>`lower_user_id = any(${p.userIds}::uuid[])`,
        sql<boolean>`higher_user_id = any(${p.userIds}::uuid[])`,
      ]),
    ),
)

export const insertPairing = change(
  'pairing.insert',
  (db, p: { pairingId: string; lowerUserId: string; higherUserId: string; now: Date }) =>
    db.insertInto('pairings').values({
      pairingId: p.pairingId,
      lowerUserId: p.lowerUserId,
      higherUserId: p.higherUserId,
      pairedAt: p.now,
    }),
)

export const endPairing = first('pairing.end', (db, p: { userId: string; now: Date }) =>
  db
    .updateTable('pairings')
    .set({ endedAt: p.now })
    .where('endedAt', 'is', null)
    .where((eb) => eb.or([eb('lowerUserId', '=', p.userId), eb('higherUserId', '=', p.userId)]))
    .returning(['pairingId', 'lowerUserId', 'higherUserId']),
)

/** Puts a code in the place of the former one; 0 when somebody else has the same. */
export const putCode = change<{ creatorId: string; codeHash: Buffer; now: Date; expiresAt: Date }>(
  'pairing.put_code',
  (_db, p) => sql`
    insert into pairing_codes (creator_id, code_hash, created_at, expires_at)
    select ${p.creatorId}::uuid, ${p.codeHash}::bytea, ${p.now}::timestamptz, ${p.expiresAt}::timestamptz
    where not exists (select from pairing_codes where code_hash = ${p.codeHash}::bytea)
    on conflict (creator_id) do update set code_hash = excluded.code_hash, created_at = excluded.created_at,
      expires_at = excluded.expires_at, refusals = 0, used_by = null, pairing_id = null`,
)

interface Code {
  codeHashes: readonly Buffer[]
  now: Date
}

export const findCode = first('pairing.find_code', (db, p: Code) =>
  db
    .selectFrom('pairingCodes')
    .select(['creatorId', 'refusals', 'usedBy', 'pairingId'])
    .where(sql<boolean>`code_hash = any(${p.codeHashes}::bytea[])`)
    .where('expiresAt', '>', p.now),
)

export const useCode = change(
  'pairing.use_code',
  (db, p: { creatorId: string; usedBy: string; pairingId: string }) =>
    db
      .updateTable('pairingCodes')
      .set({ usedBy: p.usedBy, pairingId: p.pairingId })
      .where('creatorId', '=', p.creatorId),
)

export const refuseCode = change('pairing.refuse_code', (db, p: { creatorId: string }) =>
  db
    .updateTable('pairingCodes')
    .set({ refusals: sql<number>`refusals + 1` })
    .where('creatorId', '=', p.creatorId),
)

export const deleteCode = change('pairing.delete_code', (db, p: { creatorId: string }) =>
  db.deleteFrom('pairingCodes').where('creatorId', '=', p.creatorId),
)

/** Removes codes that nobody can join with any more. */
export const deleteExpiredCodes = change<{ now: Date; limit: number }>(
  'pairing.delete_expired_codes',
  (_db, p) => sql`
    delete from pairing_codes where creator_id = any(array(
      select creator_id from pairing_codes where expires_at < ${p.now}::timestamptz
      order by expires_at limit ${p.limit}::int))`,
)
