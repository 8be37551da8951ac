import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'
import type { SignIn } from '../sign-in.ts'
import { first } from '../statements.ts'

/** Who sends a test's request: nobody known, someone, someone else, an administrator. */
export type Person = 'guest' | 'user' | 'other' | 'admin'
export type Known = Exclude<Person, 'guest'>

const KNOWN: readonly Known[] = ['user', 'other', 'admin']
const HOUR_MS = 3_600_000

/** The hash of a password that nobody kept. */
const UNKNOWN_PASSWORD =
  '$argon2id$v=19$m=19456,t=2,p=1$A3+PMkOirZ6AV7dKfE6wTw$BVgoO6DsS61eEPDxl1Pv9wU+j4m2mBAdWFf0UeVLG5U'

const insertPerson = first('testing.insert_person', (db, p: { name: string; email: string }) =>
  db
    .insertInto('users')
    .values({ name: p.name, email: p.email, passwordHash: UNKNOWN_PASSWORD })
    .returning('userId'),
)

/** Makes the three people, the administrator with that role. They have no password; `tokenOf` signs them in. */
export async function createTestPeople(db: Db, clock: Clock, { sessions, tokens, roles }: SignIn) {
  const ids = {} as Record<Known, number>
  for (const name of KNOWN) {
    const { userId } = (await insertPerson(db, { name, email: `${name}@example.com` }))!
    ids[name] = userId
    if (name === 'admin')
      await db.transaction((tx) => roles.assign(tx, { subject: String(userId), role: 'admin', by: 'test' }))
  }
  let signedIn = new Map<Known, { token: string; atMs: number }>()
  const tokenOf = async (name: Known): Promise<string> => {
    const nowMs = clock.nowMs()
    const last = signedIn.get(name)
    if (last && Math.abs(nowMs - last.atMs) < HOUR_MS) return last.token
    const subject = String(ids[name])
    const { sessionId } = await sessions.start(db, subject, { remember: true })
    const { token } = await tokens.issue({ subject, sessionId, ttlMs: 24 * HOUR_MS })
    signedIn.set(name, { token, atMs: nowMs })
    return token
  }
  return {
    ids,
    /** A valid access token. Signs in again when the clock was turned so far that the last one may not hold. */
    tokenOf,
    /** Signs everyone in; what it answers returns to these sign-ins. */
    keep: async (): Promise<() => void> => {
      for (const name of KNOWN) await tokenOf(name)
      const kept = new Map(signedIn)
      return () => {
        signedIn = new Map(kept)
      }
    },
  }
}
