import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { register, send, unlimited } from './practice-load.ts'
import { startProcess } from './start-process.ts'
import { lookUntil } from './watch-health.ts'

const SIZE_MEBIBYTES = 160
const LOW_MEBIBYTES = 16
const MOST_CHANGES = 5_000

/** A small disk. @throws Error when this user may not mount one. */
async function mountDisk(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'small-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MEBIBYTES}m`, 'tmpfs', folder], {
      stdio: 'pipe',
    })
  } catch (error) {
    throw new Error('a full disk can be tested only where a tmpfs may be mounted: as root', { cause: error })
  }
  after(async () => {
    execFileSync('umount', [folder])
    await rm(folder, { recursive: true })
  })
  return folder
}

/** Writes until there is no room for another byte. */
async function fill(file: string): Promise<void> {
  const stream = createWriteStream(file)
  const full = once(stream, 'error')
  const write = (): void => {
    while (!stream.destroyed && stream.write(Buffer.alloc(64 * 1024, 1)));
    if (!stream.destroyed) stream.once('drain', write)
  }
  write()
  assert.equal(((await full.catch((error: unknown) => [error])) as [NodeJS.ErrnoException])[0].code, 'ENOSPC')
}

test('on a full disk changes are answered 503, reading goes on, and room is all it takes to go on', async (context) => {
  const folder = await mountDisk()
  const dataDir = path.join(folder, 'data')
  const yoga = await startProcess({ dataDir, env: { ...unlimited, DISK_LOW_MB: `${LOW_MEBIBYTES}` } })
  const agent = new Agent({ keepAlive: true })
  try {
    const [token] = await register(yoga.url, ['full'])
    const change = () =>
      send(agent, `${yoga.url}/api/v1/sessions`, {
        method: 'POST',
        token: token!,
        body: { durationMinutes: 0.1 },
      })
    const read = async (url: string) => (await send(agent, yoga.url + url, { token: token! })).status
    assert.equal((await change()).status, 201)
    await lookUntil(yoga.url, ({ report }) => report.checks['disk']?.status === 'pass', 2_000)

    const filler = path.join(folder, 'filler')
    await fill(filler)
    await lookUntil(yoga.url, ({ report }) => report.checks['disk']?.status === 'fail', 2_000)
    let changes = 0
    let refused = await change()
    while (refused.status === 201 && changes++ < MOST_CHANGES) refused = await change()
    context.diagnostic(`${changes} more changes found room; then ${refused.status} ${refused.text}`)
    assert.equal(refused.status, 503)
    assert.match(refused.headers['retry-after']!, /^[1-9]\d*$/)
    assert.deepEqual(
      [await read('/api/v1/history'), await read('/api/v1/poses'), await read('/health/ready')],
      [200, 200, 200],
    )

    await rm(filler)
    assert.equal((await change()).status, 201)
    await lookUntil(yoga.url, ({ report }) => report.checks['disk']?.status === 'pass', 2_000)
  } finally {
    agent.destroy()
    assert.equal(await yoga.terminate(), 0)
  }
})
