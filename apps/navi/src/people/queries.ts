import { sql } from 'kysely'
import { change, first, many } from '../statements.ts'

export const insertUser = change('people.insert_user', (db, p: { userId: string; now: Date }) =>
  db.insertInto('users').values({ userId: p.userId, createdAt: p.now }),
)

export const findUser = first('people.find_user', (db, p: { userId: string }) =>
  db.selectFrom('users').select(['userId', 'createdAt']).where('userId', '=', p.userId),
)

export interface DeviceFacts {
  /** Of a browser: what only it can read is encrypted with them. */
  keys?: { p256dh: string; auth: string }
  token: string
  platform: 'ios' | 'watchos' | 'web'
  environment: 'production' | 'sandbox'
}

/** Makes the device this person's, whosever it was, and one that is pushed to. */
export const putDevice = first(
  'people.put_device',
  (
    db,
    p: Omit<DeviceFacts, 'keys'> & {
      p256dh: string | null
      authSecret: string | null
      userId: string
      deviceId: string
      now: Date
    },
  ) =>
    db
      .insertInto('devices')
      .values({
        deviceId: p.deviceId,
        userId: p.userId,
        token: p.token,
        platform: p.platform,
        environment: p.environment,
        p256dh: p.p256dh,
        authSecret: p.authSecret,
        createdAt: p.now,
        lastSeenAt: p.now,
      })
      .onConflict((conflict) =>
        conflict.column('token').doUpdateSet({
          userId: p.userId,
          platform: p.platform,
          environment: p.environment,
          p256dh: p.p256dh,
          authSecret: p.authSecret,
          lastSeenAt: p.now,
          disabledAt: null,
          disabledReason: null,
        }),
      )
      .returning('deviceId'),
)

export const listDevices = many('people.list_devices', (db, p: { userId: string; limit: number }) =>
  db
    .selectFrom('devices')
    .select(['deviceId', 'platform', 'environment', 'createdAt', 'lastSeenAt', 'disabledReason'])
    .where('userId', '=', p.userId)
    .orderBy('lastSeenAt', 'desc')
    .limit(p.limit),
)

/** A device as it is pushed to. */
export interface PushDevice {
  deviceId: string
  platform: DeviceFacts['platform']
  environment: DeviceFacts['environment']
  token: string
  p256dh: string | null
  authSecret: string | null
}

export const listPushDevices = many<{ userId: string; limit: number }, PushDevice>(
  'people.list_push_devices',
  (_db, p) => sql`
    select device_id, platform, environment, token, p256dh, auth_secret from devices
    where user_id = ${p.userId}::uuid and disabled_at is null
    order by last_seen_at desc limit ${p.limit}::int`,
)

/** Disables a device that was registered by then; later its token may be that of another. */
export const disableDevice = change(
  'people.disable_device',
  (db, p: { userId: string; deviceId: string; since: Date; now: Date; reason: string }) =>
    db
      .updateTable('devices')
      .set({ disabledAt: p.now, disabledReason: p.reason })
      .where('userId', '=', p.userId)
      .where('deviceId', '=', p.deviceId)
      .where('lastSeenAt', '<=', p.since)
      .where('disabledAt', 'is', null),
)

export const deleteDevice = change('people.delete_device', (db, p: { userId: string; deviceId: string }) =>
  db.deleteFrom('devices').where('userId', '=', p.userId).where('deviceId', '=', p.deviceId),
)

/** Removes a person with their devices, codes, pairings and taps. */
export const deleteUser = change('people.delete_user', (db, p: { userId: string }) =>
  db.deleteFrom('users').where('userId', '=', p.userId),
)
