import { z } from 'zod'
import { defineJob } from '@groundwork/kit/jobs/define-job'
import { handleJob, subscribeAtOnce, type JobHandler } from '@groundwork/kit/jobs/job-handler'
import { schedule } from '@groundwork/kit/jobs/schedule'
import type { Deps } from '../deps.ts'
import { pairingEnded, pairingFormed } from './events.ts'
import { forgetPairings } from './pairing.ts'
import { deleteExpiredCodes } from './queries.ts'

const AT_ONCE = 1000

/** Removes codes that have expired. */
const sweepCodes = defineJob({ id: 'pairing.sweep_codes', version: 1, payload: z.object({}) })

export const pairingSchedules = [schedule(sweepCodes, '*/5 * * * *', {})]

export const pairingJobs = ({ clock }: Deps): JobHandler[] => [
  handleJob(sweepCodes, async ({ db, signal }) => {
    while (
      !signal.aborted &&
      (await deleteExpiredCodes(db, { now: clock.now(), limit: AT_ONCE })) === AT_ONCE
    )
      continue
  }),
]

/** What is cached of a pair is forgotten before whoever changed it is answered, and once more should the process have died. */
export const pairingSubscribers = (deps: Deps) => [
  subscribeAtOnce(pairingFormed, 'pairing.forget_formed', ({ userIds }) => forgetPairings(deps, userIds)),
  subscribeAtOnce(pairingEnded, 'pairing.forget_ended', ({ userIds }) => forgetPairings(deps, userIds)),
]
