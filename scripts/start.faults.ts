import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { newDataDir, runRefused, startProcess } from '@groundwork/kit/testing/start-process'

const program = { main: path.join(import.meta.dirname, 'start.ts'), title: 'Navi', portVariable: 'NAVI_PORT' }

const skip = skipWithout('postgres')

test(
  'all apps run in one process, each on its own port, data and variables, and stop together',
  { skip },
  async () => {
    const dataDir = await newDataDir()
    const [yoga, navi] = [await createTestDatabase(), await createTestDatabase()]
    const env = {
      YOGA_PORT: '0',
      YOGA_DATABASE_URL: yoga.url!,
      NAVI_DATABASE_URL: navi.url!,
      NAVI_LIMIT_HEALTH: '1/min',
      YOGA_LIMIT_PUBLIC: '500/min',
      NAVI_CORS_ORIGINS: 'https://navi.example.com',
    }
    const running = await startProcess(program, { dataDir, env })
    const health = () => fetch(`${running.url}/health`)
    const first = await health()
    assert.equal(((await first.json()) as { status: string }).status, 'ok')
    assert.equal((await health()).status, 429)
    assert.equal(await running.stop(), 0)
    await Promise.all([yoga.drop(), navi.drop()])
    await rm(dataDir, { recursive: true, force: true })
  },
)

test('what apps cannot share, and what no app knows, stops the start', async () => {
  const dataDir = await newDataDir()
  const printed = async (env: Record<string, string>) => (await runRefused(program, { dataDir, env })).printed
  assert.match(
    await printed({ DATABASE_URL: 'postgres://localhost/one' }),
    /DATABASE_URL is for one app.*set YOGA_DATABASE_URL and NAVI_DATABASE_URL/,
  )
  assert.match(await printed({ NAVI_PROT: '1' }), /NAVI_PROT is not a known name\. Did you mean NAVI_PORT\?/)
  await rm(dataDir, { recursive: true, force: true })
})
