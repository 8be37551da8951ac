import type { ApiKeyRow, MadeApiKey, NewApiKey } from '@groundwork/kit/auth/api-keys'
import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import { roles, type Scope } from '../permissions.ts'
import { fail } from './errors.ts'

type Needs = Pick<Deps, 'db' | 'signIn'>

/** Scopes that are permissions, which not everybody holds. */
const PERMISSIONS = new Set<string>(Object.values(roles).flatMap(({ permissions }) => permissions))

/** The keys of somebody, newest first. */
export const list = ({ db, signIn }: Needs, { subject }: Actor): Promise<ApiKeyRow[]> =>
  signIn.apiKeys.list(db, subject)

/**
 * Makes a key that can do no more than its owner.
 * @throws `api_key.scope_not_yours`, `api_key.too_many`
 */
export function create(
  { db, signIn }: Needs,
  { subject, permissions }: Actor,
  key: Omit<NewApiKey, 'subject' | 'scopes'> & { scopes: readonly Scope[] },
): Promise<MadeApiKey> {
  const scopes = [...new Set(key.scopes)]
  const beyond = scopes.filter((scope) => PERMISSIONS.has(scope) && !permissions.has(scope))
  if (beyond.length > 0) throw fail('api_key.scope_not_yours', { scopes: beyond.join(', ') })
  return db.transaction(async (tx) => {
    const made = await signIn.apiKeys.create(tx, { ...key, subject, scopes })
    if (!made) throw fail('api_key.too_many')
    const details = { key_id: made.row.keyId, scopes }
    await signIn.audit.record(tx, { actor: subject, action: 'api_key.created', subject, details })
    return made
  })
}

/**
 * Replaces a key, which goes on working for `overlapMs`.
 * @throws `api_key.not_found`, `api_key.too_many`
 */
export function rotate({ db, signIn }: Needs, { subject }: Actor, keyId: string, overlapMs: number) {
  return db.transaction(async (tx) => {
    const made = await signIn.apiKeys.rotate(tx, subject, keyId, { overlapMs })
    if (made === 'not_found') throw fail('api_key.not_found')
    if (made === 'too_many') throw fail('api_key.too_many')
    const details = { key_id: made.row.keyId, rotated_from: keyId }
    await signIn.audit.record(tx, { actor: subject, action: 'api_key.rotated', subject, details })
    return made
  })
}

/**
 * Ends a key.
 * @throws `api_key.not_found`
 */
export function revoke({ db, signIn }: Needs, { subject }: Actor, keyId: string): Promise<void> {
  return db.transaction(async (tx) => {
    if (!(await signIn.apiKeys.revoke(tx, subject, keyId))) throw fail('api_key.not_found')
    const details = { key_id: keyId }
    await signIn.audit.record(tx, { actor: subject, action: 'api_key.revoked', subject, details })
  })
}
