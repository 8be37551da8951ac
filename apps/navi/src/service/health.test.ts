import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { startBreakableLink } from '@groundwork/kit/testing/breakable-link'
import { startPushServer } from '@groundwork/kit/testing/push-server'
import { serviceUrl, skipWithout } from '@groundwork/kit/testing/services'
import { createTestApp } from '../testing/test-app.ts'
import { listen, openLive } from '../testing/live-client.ts'

describe('the health report of Navi [F12]', { skip: skipWithout('nats') }, async () => {
  const apple = await startPushServer(200, 'h2c')
  const nats = new URL((await serviceUrl('nats'))!)
  const link = await startBreakableLink(Number(nats.port))
  after(() => Promise.all([apple.stop(), link.close()]))
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const app = await createTestApp({
    env: {
      NATS_URL: link.through(nats.href),
      APNS_KEY_ID: 'KEY',
      APNS_TEAM_ID: 'TEAM',
      APNS_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      APNS_URL: apple.origin,
      APNS_BUNDLE_ID: 'com.example.navi',
    },
  })
  const base = await listen(app)

  /** What it says of one thing, asked once a second until it is as expected; and whether that kept the process from being ready. */
  const turns = async (name: 'live' | 'push', wanted: 'pass' | 'warn' | 'fail') => {
    for (;;) {
      app.tick(1)
      const { status, json } = await app.send({ url: '/health' })
      assert.deepEqual([status, json.status], [200, 'ok'])
      assert.equal((await app.send({ url: '/health/ready' })).status, 200)
      if (json.checks[name].status === wanted) return json.checks[name]
    }
  }

  test('counts live connections, and says when the hints of other processes get lost', async () => {
    await turns('live', 'pass')
    const live = await openLive(`${base}/?token=${app.tokens.user}`)
    await live.next('auth_success')
    const healthy = { status: 'pass', observedValue: 1, observedUnit: 'connections' }
    assert.deepEqual(await turns('live', 'pass'), healthy)
    await link.cut()
    assert.deepEqual(await turns('live', 'warn'), {
      ...healthy,
      status: 'warn',
      output: 'hints of other processes get lost: messages are looked for every second',
    })
    await link.mend()
    await turns('live', 'pass')
  })

  test('says when the provider of pushes cannot be reached, and the process stays ready [F29]', async () => {
    assert.deepEqual(await turns('push', 'pass'), { status: 'pass' })
    await apple.stop()
    assert.deepEqual(await turns('push', 'fail'), { status: 'fail', output: 'apns is not reachable' })
    await apple.start()
    await turns('push', 'pass')
  })
})
