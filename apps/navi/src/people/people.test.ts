import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send, clock, ids } = app

const register = (body?: object, headers?: Record<string, string>) =>
  send({ method: 'POST', url: '/api/auth/register', body, headers })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const status = (token: string) => send({ url: '/api/auth/devices', headers: bearer(token) })
const putToken = (as: 'user' | 'other', body: object) =>
  send({ method: 'PUT', url: '/api/auth/device-token', as, body })
const devices = async (as: 'user' | 'other') => (await send({ url: '/api/auth/devices', as })).json.devices

const DAY_MS = 86_400_000

describe('registering', () => {
  test('needs nothing, and takes what phones and scripts send', async () => {
    const nothing = await register()
    assert.equal(nothing.status, 200)
    assert.match(nothing.json.userId, /^[0-9a-f-]{36}$/)
    assert.equal(nothing.json.message, 'User registered successfully')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const asForm = await send({
      method: 'POST',
      url: '/api/auth/register',
      headers: form,
      body: 'deviceToken=x',
    })
    assert.equal(asForm.status, 200, 'a body of another type counts as none')
    const emptyJson = { 'content-type': 'application/json' }
    assert.equal((await send({ method: 'POST', url: '/api/auth/register', headers: emptyJson })).status, 200)
    assert.equal((await register({ deviceToken: 'simulator_0F1D' })).status, 200)
    for (const deviceToken of [undefined, '', 7, null, 'x'.repeat(201), 'a\u0000b']) {
      const { status, json } = await register({ deviceToken })
      assert.deepEqual(
        [status, json.code, json.error],
        [400, 'MISSING_DEVICE_TOKEN', 'Device token is required'],
      )
    }
  })

  test('an error is one sentence, a code, a time and the request id', async () => {
    const { json, headers } = await send({
      method: 'POST',
      url: '/api/auth/register',
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    assert.deepEqual(json, {
      error: 'The body is not valid JSON.',
      code: 'INVALID_INPUT',
      timestamp: clock.now().toISOString(),
      requestId: headers['x-request-id'],
    })
  })
})

describe('a token', () => {
  test('is asked for, and checked with its scheme [W4]', async () => {
    const missing = await send({ url: '/api/auth/devices' })
    assert.deepEqual(
      [missing.status, missing.json.error, missing.json.code],
      [401, 'Access token required', 'MISSING_TOKEN'],
    )
    assert.equal(missing.headers['www-authenticate'], 'Bearer')
    const { token } = (await register()).json
    const wrong = await status(`${token}x`)
    assert.deepEqual(
      [wrong.status, wrong.json.error, wrong.json.code],
      [401, 'Invalid or expired token', 'INVALID_TOKEN'],
    )
    const scheme = await send({ url: '/api/auth/devices', headers: { authorization: `Token ${token}` } })
    assert.equal(scheme.status, 401)
  })

  test('is worth nothing after signing out; a refresh token is good for one use [W4]', async () => {
    const { token, refreshToken } = (await register()).json
    const refresh = (value: string) =>
      send({ method: 'POST', url: '/api/auth/refresh', body: { refreshToken: value } })
    const next = await refresh(refreshToken)
    assert.equal(next.status, 200)
    assert.equal((await status(next.json.token)).status, 200)
    await send({ method: 'POST', url: '/api/auth/logout', headers: bearer(token) })
    assert.equal((await status(next.json.token)).status, 401, 'both are of one session')
    const other = (await register()).json
    assert.equal((await refresh(other.refreshToken)).status, 200)
    assert.equal((await refresh(other.refreshToken)).json.code, 'INVALID_TOKEN')
    assert.equal((await status(other.token)).status, 401, 'somebody else may hold the next one')
  })
})

describe('devices', () => {
  test('of one person are several; one that somebody else registers is theirs from then on', async () => {
    await putToken('user', { deviceToken: 'phone' })
    clock.advance(1000)
    await putToken('user', {
      deviceToken: 'watch',
      platform: 'watchos',
      environment: 'sandbox',
      userId: ids.user,
    })
    assert.deepEqual(
      (await devices('user')).map((device: Record<string, unknown>) => [
        device['platform'],
        device['environment'],
        device['disabledReason'],
      ]),
      [
        ['watchos', 'sandbox', null],
        ['ios', 'production', null],
      ],
    )
    assert.equal((await putToken('other', { deviceToken: 'stolen', userId: ids.user })).status, 403)
    await putToken('other', { deviceToken: 'phone' })
    assert.equal((await devices('user')).length, 1)
    const [device] = await devices('other')
    const remove = (as: 'user' | 'other') =>
      send({ method: 'DELETE', url: `/api/auth/devices/${device.deviceId}`, as })
    assert.equal((await remove('user')).status, 404)
    assert.equal((await remove('other')).status, 200)
    assert.deepEqual(await devices('other'), [])
  })
})

test('people see themselves, without a push token, and nobody else [W1]', async () => {
  const { json } = await send({ url: `/api/auth/users/${ids.user}`, as: 'user' })
  assert.deepEqual(Object.keys(json), ['id', 'createdAt'])
  assert.equal((await send({ url: `/api/auth/users/${ids.user}`, as: 'other' })).status, 404)
  assert.equal((await send({ url: '/api/auth/users/7', as: 'other' })).status, 400)
})

test('a token holds for years when it is used, and not when it was unused for 400 days', async () => {
  const { token } = (await register()).json
  const idle = (await register()).json.token
  for (let day = 0; day < 500; day += 100) {
    clock.advance(100 * DAY_MS)
    assert.equal((await status(token)).status, 200)
  }
  assert.equal((await status(idle)).status, 401)
})
