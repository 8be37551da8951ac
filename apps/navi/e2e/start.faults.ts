import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { after, test } from 'node:test'
import { createNaviClient } from '@groundwork/sdk/generated/navi/client'
import { openLive } from '../src/testing/live-client.ts'
import { newDataDir, runRefused, startProcess } from './start-process.ts'

const dataDir = await newDataDir()
after(() => rm(dataDir, { recursive: true, force: true }))

test('identity and pairing outlive a restart, and open sockets are told when to come back', async () => {
  let navi = await startProcess({ dataDir })
  const { token } = await createNaviClient({ baseUrl: navi.url }).people.register()
  const maya = (baseUrl: string) => createNaviClient({ baseUrl, token: () => token })
  const { userId, token: noors } = await createNaviClient({ baseUrl: navi.url }).people.register()
  const { pairingCode } = await maya(navi.url).pairing.create()
  await createNaviClient({ baseUrl: navi.url, token: () => noors }).pairing.join({ body: { pairingCode } })
  const live = await openLive(navi.url.replace('http:', 'ws:'))
  live.send({ type: 'auth', token })
  await live.next('auth_success')
  const stopped = navi.stop()
  assert.ok(Number((await live.next('reconnect'))['afterMs']) >= 0)
  assert.equal(await live.closed, 1012)
  assert.equal(await stopped, 0)
  navi = await startProcess({ dataDir })
  assert.equal((await maya(navi.url).pairing.status()).partnerId, userId)
  const health = (await (await fetch(`${navi.url}/health`)).json()) as Record<string, unknown>
  assert.deepEqual([health['status'], health['database']], ['ok', 'embedded'])
  assert.equal(await navi.stop(), 0)
})

test('production has no secret of its own, and a database that is away keeps it from starting [W2] [W13]', async () => {
  const production = await runRefused({ dataDir, env: { APP_ENV: 'production' } })
  assert.equal(production.code, 1)
  assert.match(production.printed, /TOKEN_KEYS has no default in production/)
  const away = await runRefused({ dataDir, env: { NAVI_DATABASE_URL: 'postgres://navi@127.0.0.1:1/navi' } })
  assert.equal(away.code, 1)
  assert.match(away.printed, /database server at 127\.0\.0\.1:1 cannot be used/)
})
