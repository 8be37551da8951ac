import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createNaviClient } from '@groundwork/sdk/generated/navi/client'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { openLive } from '../src/testing/live-client.ts'
import { startProcess } from './start-process.ts'

/** Somebody whose requests and live connection go to one process. */
async function personAt(baseUrl: string) {
  const { userId, token } = await createNaviClient({ baseUrl }).people.register()
  const live = await openLive(baseUrl.replace('http:', 'ws:'))
  live.send({ type: 'auth', token })
  await live.next('auth_success')
  return { userId, live, navi: createNaviClient({ baseUrl, token: () => token }) }
}

test(
  'two processes on one database are one Navi: codes, news and taps cross over, and one goes on when the other stops',
  { skip: skipWithout('postgres') },
  async () => {
    const database = await createTestDatabase({ engine: 'postgres' })
    const TOKEN_KEYS = `shared:${randomBytes(32).toString('base64url')}`
    const env = { NAVI_DATABASE_URL: database.url!, TOKEN_KEYS }
    const first = await startProcess({ env })
    const second = await startProcess({ env })
    const maya = await personAt(first.url)
    const noor = await personAt(second.url)
    const { pairingCode } = await maya.navi.pairing.create()
    assert.equal((await noor.navi.pairing.join({ body: { pairingCode } })).partnerId, maya.userId)
    assert.equal((await maya.live.next('paired'))['partnerId'], noor.userId)

    for (const [from, to] of [
      [maya, noor],
      [noor, maya],
    ] as const) {
      const { tapId } = await from.navi.taps.send({ body: { pattern: 'heartbeat' } })
      assert.equal((await to.live.next('tap_received'))['id'], tapId)
    }
    assert.equal((await maya.navi.taps.history()).count, 2)

    assert.equal(await first.stop(), 0)
    assert.equal(await maya.live.closed, 1012)
    await noor.navi.pairing.unpair()
    await noor.live.next('unpaired')
    assert.equal(await second.stop(), 0)
    await database.drop()
  },
)
