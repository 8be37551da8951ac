import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { newDataDir, processesOf } from '@groundwork/kit/testing/start-process'

const navi = { title: 'Navi', portVariable: 'NAVI_PORT' }
const { startProcess, runRefused } = processesOf({
  ...navi,
  main: path.join(import.meta.dirname, 'start.ts'),
})

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
      SLOW_STATEMENT_MS: '1',
    }
    const running = await startProcess({ dataDir, env })
    const health = () => fetch(`${running.url}/health`)
    const first = await health()
    assert.equal(((await first.json()) as { status: string }).status, 'ok')
    assert.equal((await health()).status, 429)
    assert.equal(await running.stop(), 0)
    const [beforeTheBlock] = (await running.ended).split('YogaFlow')
    assert.doesNotMatch(beforeTheBlock!, /slow statement/)
    await Promise.all([yoga.drop(), navi.drop()])
    await rm(dataDir, { recursive: true, force: true })
  },
)

test('what apps cannot share, and what no app knows, stops the start', async () => {
  const dataDir = await newDataDir()
  const printed = async (env: Record<string, string>) => (await runRefused({ dataDir, env })).printed
  assert.match(
    await printed({ DATABASE_URL: 'postgres://localhost/one' }),
    /DATABASE_URL is for one app.*set YOGA_DATABASE_URL and NAVI_DATABASE_URL/,
  )
  assert.match(await printed({ NAVI_PROT: '1' }), /NAVI_PROT is not a known name\. Did you mean NAVI_PORT\?/)
  await rm(dataDir, { recursive: true, force: true })
})

test(
  'SIGTERM for npm ends what npm runs too, in order, and gives the data folder back',
  { timeout: 120_000 },
  async () => {
    const dataDir = await newDataDir()
    const pidFile = path.join(dataDir, 'navi/groundwork.pid')
    const { PATH, HOME } = process.env
    const npm = spawn('npm', ['start', '--', 'navi'], {
      cwd: path.join(import.meta.dirname, '..'),
      env: { PATH, HOME, APP_ENV: 'test', NAVI_PORT: '0', DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    // Whoever npm leaves behind goes on to hold its output open.
    const allEnded = once(npm, 'close')
    let printed = ''
    for await (const text of npm.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      printed += text
      if (printed.includes('http://')) break
    }
    npm.stdout.resume()
    const pid = Number(readFileSync(pidFile, 'utf8'))
    npm.kill('SIGTERM')
    const isLeftBehind = setTimeout(() => process.kill(pid, 'SIGKILL'), 20_000)
    await allEnded
    clearTimeout(isLeftBehind)
    assert.equal(existsSync(pidFile), false, 'the data folder was not given back')
    await rm(dataDir, { recursive: true, force: true })
  },
)

test('a signal told twice, as npm does, ends in order; one that comes later ends at once', async () => {
  const dataDir = await newDataDir()
  const alone = processesOf({ ...navi, main: path.join(import.meta.dirname, '../apps/navi/src/main.ts') })
  const start = (DRAIN_MS: string) => alone.startProcess({ dataDir, env: { DRAIN_MS } })
  const patient = await start('50')
  process.kill(patient.pid, 'SIGTERM')
  assert.equal(await patient.terminate(), 0)
  const draining = await start('60000')
  const insisting = setInterval(() => process.kill(draining.pid, 'SIGTERM'), 100)
  const code = await draining.terminate()
  clearInterval(insisting)
  assert.equal(code, 1)
  await rm(dataDir, { recursive: true, force: true })
})
