import { change } from '../statements.ts'
import type { ExampleStates } from '../testing/example-state.ts'
import type { TestApp } from '../testing/test-app.ts'

const PASSWORD = 'Downward1Dog'
const HOUR_MS = 3_600_000
const MAYA = { email: 'maya@example.com', name: 'Maya', password: PASSWORD }

const setPasswordHash = change(
  'testing.set_password_hash',
  (db, p: { userId: number; passwordHash: string }) =>
    db.updateTable('users').set({ passwordHash: p.passwordHash }).where('userId', '=', p.userId),
)
const deactivate = change('testing.deactivate', (db, p: { userId: number }) =>
  db.updateTable('users').set({ isActive: false }).where('userId', '=', p.userId),
)

const post = async ({ send }: TestApp, path: string, body: object) =>
  (await send({ method: 'POST', url: `/api/v1/auth/${path}`, body })).json

async function register(app: TestApp) {
  const { user } = await post(app, 'register', MAYA)
  return { userId: user.user_id as number, email: MAYA.email, password: PASSWORD }
}

async function setPassword({ deps, ids }: TestApp, person: 'user' | 'admin' = 'user') {
  const passwordHash = await deps.signIn.passwords.hash(PASSWORD)
  await setPasswordHash(deps.db, { userId: ids[person], passwordHash })
  return { password: PASSWORD }
}

const guess = ({ send }: TestApp) =>
  send({
    method: 'PUT',
    url: '/api/v1/profile/password',
    as: 'user',
    body: { current_password: 'Sideward1Dog', new_password: 'Upward1Dog' },
  })

/** A token as it is mailed to Maya. */
async function mailedToken(app: TestApp, purpose: 'verify_email' | 'reset_password', ttlMs: number) {
  const { userId, email } = await register(app)
  const token = { purpose, subject: String(userId), ttlMs, context: email }
  return { token: await app.deps.signIn.oneTimeTokens.issue(app.deps.db, token) }
}

async function expiredToken(app: TestApp, purpose: 'verify_email' | 'reset_password') {
  const token = await mailedToken(app, purpose, HOUR_MS)
  app.clock.advance(2 * HOUR_MS)
  return token
}

export const accountStates: ExampleStates = {
  'an account': register,
  'a locked account': async (app) => {
    const account = await register(app)
    for (let i = 0; i < 5; i++) await post(app, 'login', { email: account.email, password: 'Upward1Dog' })
    return account
  },
  'an inactive account': async (app) => {
    const account = await register(app)
    await deactivate(app.deps.db, account)
    return account
  },
  'a refresh token': async (app) => {
    await register(app)
    const { tokens } = await post(app, 'login', { ...MAYA, remember_me: true })
    return { refreshToken: tokens.refresh_token }
  },
  'another session': async ({ deps, ids }) => {
    const started = await deps.signIn.sessions.start(deps.db, String(ids.user), { remember: true })
    return { session: started.sessionId }
  },
  'a verification token': (app) => mailedToken(app, 'verify_email', HOUR_MS),
  'an expired verification token': (app) => expiredToken(app, 'verify_email'),
  'a reset token': (app) => mailedToken(app, 'reset_password', HOUR_MS),
  'an expired reset token': (app) => expiredToken(app, 'reset_password'),
  'an account with a password': (app) => setPassword(app),
  'an administrator with a password': (app) => setPassword(app, 'admin'),
  'a person who guesses': async (app) => {
    await setPassword(app)
    for (let i = 0; i < 5; i++) await guess(app)
    return {}
  },
}
