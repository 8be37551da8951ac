import type { Client } from '@groundwork/kit/auth/sessions'
import { isUniqueViolation } from '@groundwork/kit/db/errors'
import { enqueue } from '@groundwork/kit/jobs/enqueue'
import type { Deps } from '../deps.ts'
import { fail } from './errors.ts'
import { issueFirst } from './issue-tokens.ts'
import { sendVerification } from './jobs.ts'
import { refuseWeak } from './password-rules.ts'
import * as queries from './queries.ts'

export interface Registration {
  email: string
  name: string
  password: string
  experienceLevel: 'beginner' | 'intermediate' | 'advanced'
}

/** Creates an account and signs it in. The verification mail is sent by a job, after the commit. */
export async function register(deps: Deps, registration: Registration, client: Client) {
  const { db, clock, signIn } = deps
  const { email, name, password, experienceLevel } = registration
  if (await queries.findByEmail(db, { email })) throw fail('account.email_taken')
  refuseWeak(password)
  const passwordHash = await signIn.passwords.hash(password)
  const { user, session } = await db
    .transaction(async (tx) => {
      const user = (await queries.insertUser(tx, {
        email,
        name,
        passwordHash,
        experienceLevel,
        now: clock.now(),
      }))!
      const session = await signIn.sessions.start(tx, String(user.userId), { ...client, remember: false })
      enqueue(tx, sendVerification, { email })
      return { user, session }
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error, 'users_email') ? fail('account.email_taken') : error
    })
  return { user, roles: [], tokens: await issueFirst(deps, String(user.userId), session, false) }
}
