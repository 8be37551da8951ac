import { randomUUID } from 'node:crypto'
import type { Client, StartedSession } from '@groundwork/kit/auth/sessions'
import type { Deps } from '../deps.ts'
import { putDevice } from './devices.ts'
import { fail } from './errors.ts'
import { insertUser, type DeviceFacts } from './queries.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'signIn'>

/** What a client keeps to be recognised by. */
export interface OpenSession {
  userId: string
  token: string
  refreshToken: string
  expiresAt: Date
}

/** Makes somebody new, signed in, with the device if there is one. */
export function register(deps: Needs, device: DeviceFacts | undefined, client: Client): Promise<OpenSession> {
  const { db, clock, signIn } = deps
  return db.transaction(async (tx) => {
    const userId = randomUUID()
    await insertUser(tx, { userId, now: clock.now() })
    if (device) await putDevice(tx, clock.now(), userId, device)
    return openSession(deps, userId, await signIn.sessions.start(tx, userId, { ...client, remember: true }))
  })
}

/**
 * Exchanges a refresh token for the next tokens of its session.
 * @throws AppError `token.invalid_token`
 */
export async function refresh(deps: Needs, refreshToken: string, client: Client): Promise<OpenSession> {
  const rotation = await deps.signIn.sessions.rotate(deps.db, refreshToken, client)
  if (rotation.status !== 'rotated') throw fail('token.invalid_token')
  return openSession(deps, rotation.session.subject, rotation.session)
}

async function openSession(
  { signIn }: Pick<Deps, 'signIn'>,
  userId: string,
  { sessionId, refreshToken, expiresAt }: StartedSession,
): Promise<OpenSession> {
  const { token } = await signIn.tokens.issue({ subject: userId, sessionId, ttlMs: signIn.tokenTtlMs })
  return { userId, token, refreshToken, expiresAt }
}
