import { z } from 'zod'
import type { Tx } from '@groundwork/kit/db/database'
import { defineJob } from '@groundwork/kit/jobs/define-job'
import { callOff, enqueue } from '@groundwork/kit/jobs/enqueue'
import type { PushAnswer, PushNotification } from '@groundwork/kit/push/notification'
import { retryPauseMs } from '@groundwork/kit/push/retry-pause'
import type { Deps } from '../deps.ts'
import { disableDevice, listPushDevices, type PushDevice } from '../people/devices.ts'
import { findForPush, noteRefusal, settleTaps, type TapToPush } from './queries.ts'
import { tellSenders } from './tell-senders.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'realtime' | 'push'>

/**
 * Pushes a tap that is not on its way on a live connection. Without `deviceIds` to every device of the partner, with them to those
 * whose provider was to be asked again. Tried anew after what is no answer of a provider, such as a database that is away.
 */
export const pushTap = defineJob({
  id: 'taps.push',
  version: 1,
  payload: z.object({
    tapId: z.uuid(),
    deviceIds: z.array(z.uuid()).optional(),
    attempt: z.int().min(1).optional(),
  }),
  retry: { limit: 10, firstDelayMs: 1_000, maxDelayMs: 15_000 },
  timeoutMs: 60_000,
  keepMs: 3_600_000,
})
export type PushTap = z.infer<typeof pushTap.payload>

/** A live connection has so long to bring a tap first. */
const LIVE_FIRST_MS = 500

/** Has a tap pushed unless it is on its way on a live connection by then. */
export const pushSoon = (tx: Tx, tapId: string, acceptedAt: Date): void =>
  enqueue(tx, pushTap, { tapId }, { id: tapId, startAfter: new Date(acceptedAt.getTime() + LIVE_FIRST_MS) })

/** Has taps not pushed that a live connection has brought: most are confirmed before their push is due. */
export const needNoPush = (tx: Tx, tapIds: readonly string[]): Promise<void> => callOff(tx, pushTap, tapIds)

/** Pushes a tap as `pushTap` says. A process that dies between the push and its record leaves it to be pushed again under the same id. */
export async function runPushTap(deps: Needs, job: PushTap, signal: AbortSignal): Promise<void> {
  const { db, clock, realtime, push } = deps
  const tap = await findForPush(db, { tapId: job.tapId, now: clock.now() })
  if (!tap) return
  if (tap.state === 'push_accepted') {
    if (job.deviceIds === undefined) return
  } else {
    const live = await realtime.stateOf({ recipient: tap.toUserId, seq: tap.seq })
    if (live !== 'waiting' && live !== 'unconfirmed') return
  }
  const devices = await listPushDevices(db, tap.toUserId)
  const notification = toNotification(tap)
  const asked = await Promise.all(
    devices
      .filter(({ deviceId }) => job.deviceIds?.includes(deviceId) ?? true)
      .map(async (device) => ({ device, answer: await push.sendTo(device, notification, signal) })),
  )
  const answers = asked.filter((one): one is Answered => one.answer !== undefined)
  if (answers.length > 0) await db.transaction((tx) => record(deps, tx, tap, job, answers))
}

interface Answered {
  device: PushDevice
  answer: PushAnswer
}

async function record(
  { clock, realtime }: Needs,
  tx: Tx,
  { tapId, toUserId, seq, state, expiresAt }: TapToPush,
  { attempt = 1 }: PushTap,
  answers: readonly Answered[],
): Promise<void> {
  const now = clock.now()
  const isAccepted = answers.some(({ answer }) => answer.outcome === 'accepted')
  if (isAccepted && state !== 'push_accepted') {
    // In the order in which live messages and their taps are settled.
    await realtime.settleElsewhere(tx, { recipient: toUserId, seq })
    const settled = await settleTaps(tx, { tapIds: [tapId], states: ['push_accepted'], sentAts: [null], now })
    tellSenders(realtime, tx, settled)
  }
  for (const { device, answer } of answers)
    if (answer.outcome === 'gone') await disableDevice(tx, toUserId, device.deviceId, { now, ...answer })
  const deviceIds: string[] = []
  let pauseMs = 0
  for (const { device, answer } of answers) {
    if (answer.outcome !== 'retry') continue
    deviceIds.push(device.deviceId)
    pauseMs = Math.max(pauseMs, retryPauseMs(attempt, answer.afterMs))
  }
  const startAfter = new Date(now.getTime() + pauseMs)
  if (deviceIds.length > 0 && startAfter < expiresAt)
    enqueue(tx, pushTap, { tapId, deviceIds, attempt: attempt + 1 }, { startAfter })
  // A provider sends nothing that has just expired, which is no refusal.
  else if (deviceIds.length === 0 && !isAccepted && now < expiresAt) await noteRefusal(tx, { tapId, now })
}

/** What phones show, and what the app on them reads: `type` and `data`, as its first versions expect them. */
function toNotification(tap: TapToPush): PushNotification {
  const { tapId, pairingId, fromUserId, intensity, pattern, tappedAt, expiresAt } = tap
  return {
    id: tapId,
    expiresAt,
    alert: { title: 'Tap Received', body: `You received a ${intensity} ${pattern} tap` },
    urgency: 'high',
    category: 'TAP_RECEIVED',
    thread: pairingId,
    fields: {
      type: 'tap',
      data: { fromUserId, intensity, pattern, tapId, timestamp: tappedAt.toISOString() },
    },
  }
}
