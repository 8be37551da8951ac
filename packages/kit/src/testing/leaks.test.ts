import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'leaks-'))
after(() => rmSync(folder, { recursive: true }))

/** Runs a test file with the given lines the way `npm test` does: its exit code and all it printed. */
async function runTestFile(lines: string, variables: Record<string, string> = {}) {
  const file = join(folder, 'example.test.mjs')
  writeFileSync(file, `import { after, test } from 'node:test'\nimport net from 'node:net'\n${lines}`)
  const { NODE_TEST_CONTEXT: _inner, ...env } = process.env
  const child = spawn(process.execPath, ['--import', import.meta.resolve('./leaks.ts'), '--test', file], {
    env: { ...env, TEST_LEAK_GRACE_MS: '300', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const [exitCode] = (await once(child, 'close')) as [number]
  return { exitCode, printed }
}

const LISTEN = `
  import { once } from 'node:events'
  const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')`

test('a file that closes what it opened passes, in hooks of its own too', async () => {
  const { exitCode, printed } = await runTestFile(`${LISTEN}
    after(() => server.close())
    setTimeout(() => {}, 1_000_000).unref()
    test('passes', () => {})`)
  assert.equal(exitCode, 0, printed)
  assert.doesNotMatch(printed, /Still open/)
})

test('a file whose tests pass but that leaves a server, a socket, a process and a timer fails by name', async () => {
  const { exitCode, printed } = await runTestFile(`${LISTEN}
    import { spawn } from 'node:child_process'
    test('passes', async () => {
      const silent = net.createServer(() => {}).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      await once(net.connect(silent.address().port, '127.0.0.1'), 'connect')
      setInterval(() => {}, 1_000)
      const child = spawn('sleep', ['20'], { stdio: 'ignore' })
      process.on('exit', () => child.kill())
    })`)
  assert.equal(exitCode, 1)
  assert.match(printed, /✔ passes/)
  assert.match(printed, /server on 127\.0\.0\.1:\d+/)
  assert.match(printed, /socket from port \d+ to 127\.0\.0\.1:\d+/)
  assert.match(printed, /process \d+: sleep 20/)
  assert.match(printed, /1 of setTimeout or setInterval/)
})

test('the place where a leaked timer was made is told when asked for', async () => {
  const { printed } = await runTestFile(
    `clearInterval(setInterval(() => {}, 1_000))
    test('passes', () => {
      setInterval(() => {}, 1_000)
    })`,
    { TEST_TRACE_LEAKS: '1' },
  )
  assert.match(printed, /made\n.*example\.test\.mjs:5:/)
  assert.equal(printed.match(/setInterval made/g)?.length, 1, printed)
})
