import { z } from 'zod'
import { AppError } from '../errors/app-error.ts'
import { defineJob } from '../jobs/define-job.ts'
import { GiveUp, handleJob, type JobHandler } from '../jobs/job-handler.ts'
import type { Mailer } from './mailer.ts'

/**
 * The job by which verbs send mail: `enqueue(tx, sendMail, { to, subject, text })`. Nothing is sent while a transaction is open
 * or after one that rolled back. Tried for about six hours. Its payload is private and often holds a token, so it is gone
 * an hour after it was sent.
 */
export const sendMail = defineJob({
  id: 'mail.send',
  version: 1,
  payload: z.object({ to: z.string(), subject: z.string(), text: z.string(), html: z.string().optional() }),
  retry: { limit: 12, firstDelayMs: 10_000, maxDelayMs: 3_600_000 },
  timeoutMs: 60_000,
  keepMs: 3_600_000,
})

/** Handles `mail.send` with a mailer. A message that was refused for good is not tried again. */
export function sendMailWith(mailer: Mailer): JobHandler {
  return handleJob(sendMail, async ({ payload, jobId, signal }) => {
    try {
      await mailer.send(payload, { id: jobId, signal })
    } catch (error) {
      if (error instanceof AppError && error.code === 'mail.rejected')
        throw new GiveUp(error.message, { cause: error })
      throw error
    }
  })
}
