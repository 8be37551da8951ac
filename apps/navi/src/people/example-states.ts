import type { ExampleStates } from '../testing/example-state.ts'

export const peopleStates: ExampleStates = {
  'the ids of two people': async (app) => ({ user: app.ids.user, other: app.ids.other }),
  'a refresh token': async (app) => {
    const { json } = await app.send({ method: 'POST', url: '/api/auth/register' })
    return { refresh: json.refreshToken }
  },
  'a device': async (app) => {
    const body = { deviceToken: 'c3'.repeat(32) }
    await app.send({ method: 'PUT', url: '/api/auth/device-token', as: 'user', body })
    const { json } = await app.send({ url: '/api/auth/devices', as: 'user' })
    return { device: json.devices[0].deviceId }
  },
}
