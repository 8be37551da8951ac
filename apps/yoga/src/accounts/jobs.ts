import { z } from 'zod'
import { defineJob } from '@groundwork/kit/jobs/define-job'
import { enqueue } from '@groundwork/kit/jobs/enqueue'
import { handleJob, type JobHandler } from '@groundwork/kit/jobs/job-handler'
import { schedule } from '@groundwork/kit/jobs/schedule'
import { sendMail } from '@groundwork/kit/mail/send-mail'
import type { Deps } from '../deps.ts'
import { resetMail, verificationMail } from './mails.ts'
import { findByEmail } from './queries.ts'

const Recipient = z.object({ email: z.string() })
const HOUR_MS = 3_600_000

/** Payloads hold addresses, which are private: gone an hour after the job is done. */
const PRIVATE = { keepMs: HOUR_MS }

/**
 * Sends a link to verify an address, if an account has it and it is not verified. A job looks, and not the request: the
 * time a request takes tells nothing about accounts.
 */
export const sendVerification = defineJob({
  id: 'accounts.send_verification',
  version: 1,
  payload: Recipient,
  ...PRIVATE,
})

/** Sends a link to set a new password, if an account has the address. */
export const sendPasswordReset = defineJob({
  id: 'accounts.send_password_reset',
  version: 1,
  payload: Recipient,
  ...PRIVATE,
})

/** Deletes sessions, tokens and API keys that expired long ago. */
const pruneSignIn = defineJob({ id: 'accounts.prune', version: 1, payload: z.object({}) })

export const accountSchedules = [schedule(pruneSignIn, '40 3 * * *', {})]

/** What is done for the jobs of accounts. */
export function accountJobs({ config, signIn }: Deps): JobHandler[] {
  const { apiKeys, oneTimeTokens, sessions } = signIn
  return [
    handleJob(sendVerification, async ({ db, payload }) => {
      const user = await findByEmail(db, payload)
      if (!user || !user.isActive || user.emailVerified) return
      const { email } = user
      const token = {
        purpose: 'verify_email',
        subject: String(user.userId),
        ttlMs: 24 * HOUR_MS,
        context: email,
      }
      await db.transaction(async (tx) =>
        enqueue(tx, sendMail, verificationMail(config, email, await oneTimeTokens.issue(tx, token))),
      )
    }),
    handleJob(sendPasswordReset, async ({ db, payload }) => {
      const user = await findByEmail(db, payload)
      if (!user || !user.isActive) return
      const { email } = user
      const token = {
        purpose: 'reset_password',
        subject: String(user.userId),
        ttlMs: HOUR_MS,
        context: email,
      }
      await db.transaction(async (tx) =>
        enqueue(tx, sendMail, resetMail(config, email, await oneTimeTokens.issue(tx, token))),
      )
    }),
    handleJob(pruneSignIn, async ({ db, signal }) => {
      const prune = async () =>
        (await sessions.prune(db)) + (await oneTimeTokens.prune(db)) + (await apiKeys.prune(db))
      while (!signal.aborted && (await prune()) > 0) continue
    }),
  ]
}
