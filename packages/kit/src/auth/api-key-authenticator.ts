import { sql } from 'kysely'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import { statementsFor } from '../db/statements.ts'
import type { Forget } from './access-tokens.ts'
import type { ApiKeyHashes, StoredHash } from './api-key-hash.ts'
import { noteUse } from './api-key-queries.ts'
import { parseApiKey, type ApiKey, type KeyEnvironment } from './api-key-text.ts'
import type { Actor, Grants } from './authenticator.ts'
import { createRecentMap } from './recent-map.ts'
import type { AuthTables } from './tables.ts'

export interface ApiKeyAuthenticatorOptions {
  db: Db
  clock: Clock
  hashes: ApiKeyHashes
  environment: KeyEnvironment
  grants: Grants
  /** Hears of a key that is used although it was revoked: somebody holds it who should not. At most once in ten seconds. */
  onRevokedUse?: (key: { keyId: string; subject: string }) => void
  /** Keys remembered at most; 10 000 by default. */
  maxRemembered?: number
}

/** Tells who calls by an API key. */
export interface ApiKeyAuthenticator {
  /**
   * Who presents an API key, or undefined when it is not valid. It may do what its owner may do now and its scopes name. Key and
   * rights are read in one statement and believed for 10 seconds. Without `mayLookUp`, only keys that were read here before count.
   * @throws AppError `database.unavailable`
   */
  authenticate: (text: string, options?: { mayLookUp?: boolean }) => Promise<Actor | undefined>
  /** Drops what is remembered, because it changed. */
  forget: (which: Forget) => void
}

interface KeyState extends StoredHash {
  subject: string
  scopes: readonly string[]
  expiresAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
  roles: string[]
  permissions: string[]
  standing: string | null
}

interface Remembered {
  readAtMs: number
  /** Of a read that failed nothing is remembered. */
  state: Promise<KeyState | undefined>
  /** Undefined until it is read. */
  subject?: string
}

const BELIEVED_MS = 10_000
const USE_NOTED_EVERY_MS = 300_000

/** A key moves to the first key of the ring when it is used, which is noted once in five minutes at most. */
export function createApiKeyAuthenticator(options: ApiKeyAuthenticatorOptions): ApiKeyAuthenticator {
  const { db, clock, hashes, environment, grants, onRevokedUse, maxRemembered = 10_000 } = options
  const readKey = keyReader(grants)
  const remembered = createRecentMap<string, Remembered>(maxRemembered)

  const read = (keyId: string): Remembered => {
    const reading: Remembered = { readAtMs: clock.nowMs(), state: readKey(db, { keyId }) }
    remembered.set(keyId, reading)
    reading.state.then(
      (state) => {
        reading.subject = state?.subject ?? ''
        if (state?.revokedAt) onRevokedUse?.({ keyId, subject: state.subject })
      },
      () => {
        if (remembered.get(keyId) === reading) remembered.delete(keyId)
      },
    )
    return reading
  }

  const find = (keyId: string): Promise<KeyState | undefined> => {
    const known = remembered.get(keyId)
    const ageMs = known ? clock.nowMs() - known.readAtMs : Infinity
    return (known && ageMs >= 0 && ageMs < BELIEVED_MS ? known : read(keyId)).state
  }

  /** Whether it was read here, however long ago, and is no guess. */
  const isKnown = async (key: ApiKey): Promise<boolean> => {
    const state = await remembered.get(key.keyId)?.state
    return state !== undefined && hashes.matches(key, state)
  }

  return {
    authenticate: async (text, { mayLookUp = true } = {}) => {
      const key = parseApiKey(text)
      if (key === undefined || key.environment !== environment) return undefined
      if (!mayLookUp && !(await isKnown(key))) return undefined
      const state = await find(key.keyId)
      if (state === undefined || !hashes.matches(key, state)) return undefined
      const now = clock.now()
      if (state.revokedAt !== null || state.expiresAt <= now) return undefined
      const usedMs = state.lastUsedAt?.getTime() ?? -Infinity
      if (now.getTime() - usedMs >= USE_NOTED_EVERY_MS) {
        state.lastUsedAt = now
        // A key that leaves the ring takes with it what it hashed: what is used moves to the current one.
        await noteUse(db, { keyId: key.keyId, now, ...hashes.hash(key) })
      }
      const { subject, roles, permissions, standing } = state
      const scopes = new Set(state.scopes)
      return {
        subject,
        sessionId: key.keyId,
        roles,
        permissions: scopes.intersection(new Set(permissions)),
        standing,
        carrier: 'api_key',
        apiKey: { keyId: key.keyId, scopes },
      }
    },
    forget: ({ subject, sessionId }) =>
      remembered.deleteWhere(
        (entry, keyId) =>
          (subject ?? entry.subject) === (entry.subject ?? subject) && (sessionId ?? keyId) === keyId,
      ),
  }
}

function keyReader({ roles, permissions, standing = () => sql<null>`null::text` }: Grants) {
  return statementsFor<AuthTables>().first('auth.read_api_key', (db, p: { keyId: string }) =>
    db
      .selectFrom('kit.apiKeys as key')
      .select([
        'key.subject',
        'key.scopes',
        'key.secretHash',
        'key.hashKid',
        'key.expiresAt',
        'key.lastUsedAt',
        'key.revokedAt',
        roles(sql.ref<string>('key.subject')).as('roles'),
        permissions(sql.ref<string>('key.subject')).as('permissions'),
        standing(sql.ref<string>('key.subject')).as('standing'),
      ])
      .where('key.keyId', '=', p.keyId),
  )
}
