import type { RequestInfo } from '@groundwork/kit/http/handler'
import { handle } from '../handle.ts'
import * as contract from './contract.ts'
import { listDevices, putDevice, removeDevice } from './devices.ts'
import { fail } from './errors.ts'
import { refresh, register, type OpenSession } from './register.ts'
import { eraseYourself, findYourself, signOut } from './yourself.ts'

export const peopleRoutes = [
  handle(contract.register, async ({ deps, body, request }) => {
    if (body && body.deviceToken === undefined) throw fail('device.missing_device_token')
    const device = body && {
      token: body.deviceToken!,
      platform: body.platform,
      environment: body.environment,
    }
    return toSession(await register(deps, device, clientOf(request)), 'User registered successfully')
  }),
  handle(contract.refresh, async ({ deps, body, request }) =>
    toSession(await refresh(deps, body.refreshToken, clientOf(request)), 'Token refreshed'),
  ),
  handle(contract.logOut, async ({ deps, actor }) => {
    await signOut(deps, actor)
    return { message: 'Signed out' }
  }),
  handle(contract.readUser, async ({ deps, actor, params }) => {
    const { userId, createdAt } = await findYourself(deps.db, actor.userId, params.userId)
    return { id: userId, createdAt: createdAt.toISOString() }
  }),
  handle(contract.eraseUser, async ({ deps, actor, params }) => {
    await eraseYourself(deps, actor.userId, params.userId)
    return { message: 'Erased' }
  }),
  handle(contract.putDeviceToken, async ({ deps, actor, body }) => {
    const { userId, deviceToken: token, platform, environment } = body
    if (userId !== undefined && userId !== actor.userId) throw fail('user.not_yours')
    if (token === undefined) throw fail('device.missing_device_token')
    await putDevice(deps.db, deps.clock.now(), actor.userId, { token, platform, environment })
    return { message: 'Device token updated' }
  }),
  handle(contract.listDevices, async ({ deps, actor }) => {
    const devices = await listDevices(deps.db, actor.userId)
    return {
      devices: devices.map(({ createdAt, lastSeenAt, ...device }) => ({
        ...device,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
      })),
    }
  }),
  handle(contract.removeDevice, async ({ deps, actor, params }) => {
    await removeDevice(deps.db, actor.userId, params.deviceId)
    return { message: 'Device removed' }
  }),
]

const clientOf = ({ userAgent, address }: RequestInfo) => ({ userAgent, address })

const toSession = ({ expiresAt, ...session }: OpenSession, message: string) => ({
  ...session,
  expiresAt: expiresAt.toISOString(),
  message,
})
