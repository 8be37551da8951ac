import { z } from 'zod'
import { defineJob } from '@groundwork/kit/jobs/define-job'
import { handleJob, type JobHandler } from '@groundwork/kit/jobs/job-handler'
import { schedule } from '@groundwork/kit/jobs/schedule'
import { deleteMessagesBefore } from '@groundwork/kit/realtime/retention'
import type { Deps } from '../deps.ts'
import { pushTap, runPushTap } from './push-tap.ts'
import { deleteOldTaps, expireTaps } from './queries.ts'
import { tellSenders } from './tell-senders.ts'

const AT_ONCE = 500
/** What is on its way when a tap expires is settled within this. */
const GRACE_MS = 30_000
const DAY_MS = 86_400_000
/** Live messages are kept for clients that come back with a position. */
const MESSAGES_KEPT_MS = 2 * DAY_MS

/** Ends taps whose time is over: every tap has an end. */
const expire = defineJob({ id: 'taps.expire', version: 1, payload: z.object({}) })

/** Removes old taps and old live messages. */
const prune = defineJob({ id: 'taps.prune', version: 1, payload: z.object({}) })

export const tapSchedules = [schedule(expire, '* * * * *', {}), schedule(prune, '50 3 * * *', {})]

export const tapJobs = (deps: Deps): JobHandler[] => [
  handleJob(pushTap, ({ payload, signal }) => runPushTap(deps, payload, signal)),
  handleJob(expire, async ({ db, signal }) => {
    const now = deps.clock.now()
    const before = new Date(now.getTime() - GRACE_MS)
    const expireSome = () =>
      db.transaction(async (tx) => {
        const expired = await expireTaps(tx, { now, before, limit: AT_ONCE })
        tellSenders(deps.realtime, tx, expired)
        return expired.length
      })
    while (!signal.aborted && (await expireSome()) === AT_ONCE) continue
  }),
  handleJob(prune, async ({ db, signal }) => {
    const nowMs = deps.clock.nowMs()
    await deleteMessagesBefore(db, new Date(nowMs - MESSAGES_KEPT_MS))
    const before = new Date(nowMs - deps.config.TAP_HISTORY_DAYS * DAY_MS)
    while (!signal.aborted && (await deleteOldTaps(db, { before, limit: AT_ONCE })) === AT_ONCE) continue
  }),
]
