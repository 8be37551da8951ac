import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'
import type { PushTables } from './tables.ts'

const { first } = statementsFor<PushTables>()

export interface StoredToken {
  token: string
  mintedAt: Date
}

/** The token of a name that was minted last, by whatever process. */
export const findToken = first('push.find_token', (db, p: { name: string }) =>
  db.selectFrom('kit.pushTokens').select(['token', 'mintedAt']).where('name', '=', p.name),
)

/** Puts a token in place of one minted at `mintedBefore` or earlier, or of none. No row: a younger one stands there. */
export const replaceToken = first(
  'push.replace_token',
  (_db, p: { name: string; token: string; mintedAt: Date; mintedBefore: Date }) => sql<StoredToken>`
    insert into kit.push_tokens as stored (name, token, minted_at)
    values (${p.name}, ${p.token}, ${p.mintedAt}::timestamptz)
    on conflict (name) do update set token = excluded.token, minted_at = excluded.minted_at
    where stored.minted_at <= ${p.mintedBefore}::timestamptz
    returning token, minted_at`,
)
