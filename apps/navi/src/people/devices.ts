import { randomUUIDv7 } from 'node:crypto'
import type { Db, Tx } from '@groundwork/kit/db/database'
import * as queries from './queries.ts'
import { fail } from './errors.ts'

const MOST_LISTED = 50

/** Makes a device this person's, and one that is pushed to. @returns its id */
export async function putDevice(
  on: Db | Tx,
  now: Date,
  userId: string,
  { keys, ...device }: queries.DeviceFacts,
): Promise<string> {
  const browser = { p256dh: keys?.p256dh ?? null, authSecret: keys?.auth ?? null }
  const row = await queries.putDevice(on, { userId, deviceId: randomUUIDv7(), now, ...browser, ...device })
  return row!.deviceId
}

/** A person's devices, the one last seen first. */
export const listDevices = (db: Db, userId: string) => queries.listDevices(db, { userId, limit: MOST_LISTED })

export type { PushDevice } from './queries.ts'

const MOST_PUSHED_TO = 20

/** The devices of a person that are pushed to, the one last seen first. */
export const listPushDevices = (on: Db | Tx, userId: string) =>
  queries.listPushDevices(on, { userId, limit: MOST_PUSHED_TO })

/** Pushes nothing more to a device that its provider says was gone at `since`, unless it was registered again after that. */
export async function disableDevice(
  on: Db | Tx,
  userId: string,
  deviceId: string,
  { now, since, reason }: { now: Date; since: Date; reason: string },
): Promise<void> {
  await queries.disableDevice(on, { userId, deviceId, now, since, reason })
}

/** @throws AppError `device.device_not_found` */
export async function removeDevice(db: Db, userId: string, deviceId: string): Promise<void> {
  if ((await queries.deleteDevice(db, { userId, deviceId })) === 0) throw fail('device.device_not_found')
}
