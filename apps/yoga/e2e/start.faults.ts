import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { request as openRequest, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import path from 'node:path'
import { after, test } from 'node:test'
import { inspectJobs } from '@groundwork/kit/app/inspect-jobs'
import { migrateApp } from '@groundwork/kit/app/migrate-app'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { yoga } from '../src/yoga.ts'
import { newDataDir, runRefused, startProcess, stopWhileStarting } from './start-process.ts'

const dataDir = await newDataDir()
after(() => rm(dataDir, { recursive: true, force: true }))

const account = { email: 'ida@example.com', name: 'Ida', password: 'Downward1Dog' }

async function post(url: string, body: object): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answer.arrayBuffer()
  return answer.status
}

/** A request that has reached the server and waits for its body; `finish` sends that, and answers the status. */
async function beginPost(url: string) {
  const headers = { 'content-type': 'application/json', expect: '100-continue' }
  const request = openRequest(url, { method: 'POST', headers, agent: false })
  request.flushHeaders()
  await once(request, 'continue')
  return {
    finish: async (body: object) => {
      request.end(JSON.stringify(body))
      const [answer] = (await once(request, 'response')) as [IncomingMessage]
      answer.resume()
      return answer.statusCode
    },
  }
}

/** Returns once no new connection is taken. */
async function isClosing(url: string): Promise<void> {
  const isAnswered = () =>
    fetch(`${url}/health/live`).then(
      (answer) => answer.arrayBuffer().then(() => answer.ok),
      () => false,
    )
  while (await isAnswered()) continue
}

test('accounts survive a restart, Ctrl-C lets requests finish, and a folder or port in use is refused with what to do', async () => {
  const first = await startProcess({ dataDir })
  assert.equal(await post(`${first.url}/api/v1/auth/register`, account), 201)

  const sameFolder = await runRefused({ dataDir })
  assert.equal(sameFolder.code, 1)
  assert.match(
    sameFolder.printed,
    /data folder .*yoga is in use by process \d+\. Stop that process, or set DATA_DIR/,
  )

  const elsewhere = await newDataDir()
  const { port } = new URL(first.url)
  const samePort = await runRefused({ dataDir: elsewhere, env: { YOGA_PORT: port } })
  assert.deepEqual(await readdir(elsewhere), [], 'no database is made for a port that is taken')
  await rm(elsewhere, { recursive: true, force: true })
  assert.equal(samePort.code, 1)
  assert.match(samePort.printed, new RegExp(`Port ${port} is taken by another program.*YOGA_PORT=`))

  const begun = await beginPost(`${first.url}/api/v1/auth/register`)
  const stopped = first.stop()
  await isClosing(first.url)
  assert.equal(await begun.finish({ ...account, email: 'late@example.com' }), 201)
  assert.equal(await stopped, 0)
  const second = await startProcess({ dataDir })
  const { email, password } = account
  for (const address of [email, 'late@example.com'])
    assert.equal(await post(`${second.url}/api/v1/auth/login`, { email: address, password }), 200)
  assert.equal(await second.stop(), 0)
})

test('a process that is told to stop while it starts ends in order, and the next one starts on what it left', async () => {
  const folder = await newDataDir()
  assert.equal(await stopWhileStarting({ dataDir: folder, when: 'Making the database' }), 0)
  const next = await startProcess({ dataDir: folder })
  assert.equal(await next.stop(), 0)
  await rm(folder, { recursive: true, force: true })
})

test('wrong values and unknown names stop the start, all at once and with the right name', async () => {
  const env = { YOGA_PROT: '4001', YOGA_PORT: 'http', LIMIT_PUBLIC: 'many', LIMIT_FRIENDS: '1/s' }
  const { code, printed } = await runRefused({ dataDir, env })
  assert.equal(code, 1)
  assert.match(printed, /YOGA_PROT is not a known name\. Did you mean YOGA_PORT\?/)
  assert.match(printed, /YOGA_PORT: "http" is not a whole number from 0 to 65535/)
  assert.match(printed, /LIMIT_PUBLIC: "many" is not a rate such as `5\/min`/)
  assert.match(printed, /LIMIT_FRIENDS is not a known name/)
  assert.doesNotMatch(printed, /\n {4}at /)
})

test('an error that nobody catches ends it with code 1, and the log says so', async () => {
  const failing = "process.on('SIGUSR2',()=>{throw%20new%20Error('no%20reason%20for%20ann@example.com')})"
  const { pid, ended } = await startProcess({
    dataDir,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${failing}` },
  })
  process.kill(pid, 'SIGUSR2')
  const how = await ended
  assert.match(how, /^by code 1:/)
  assert.match(how, /fatal ended by an error that nobody caught\n {4}Error: no reason for \[redacted\]/)
})

for (const [what, env, told] of [
  ['an operation without a limit', { LIMIT_ROUTES: 'account.login=5/min' }, /nearest is accounts\.login/],
  ['a proxy that is no address', { YOGA_TRUSTED_PROXIES: 'proxy' }, /YOGA_TRUSTED_PROXIES: "proxy" is not/],
  ['a host of another machine', { HOST: '192.0.2.1' }, /This machine has no address 192\.0\.2\.1\..* HOST=/],
  ['a folder that is none', { DATA_DIR: '/dev/null' }, /Cannot write in the data folder \/dev\/null\/yoga/],
] as const) {
  test(`${what} stops the start with what to do, without a stack`, async () => {
    const { code, printed } = await runRefused({ dataDir, env })
    assert.equal(code, 1)
    assert.match(printed, told)
    assert.doesNotMatch(printed, /\n {4}at /)
  })
}

test('production does not start without its secrets, which a command beside it does not ask for', async () => {
  const unused = path.join(dataDir, 'unused')
  const { code, printed } = await runRefused({ dataDir: unused, env: { APP_ENV: 'production' } })
  assert.equal(code, 1)
  assert.match(printed, /TOKEN_KEYS has no default in production/)
  assert.match(printed, /SMTP_URL or SMTP_HOST has no default in production/)
  assert.equal(existsSync(unused), false)

  const quiet = { write: () => {} }
  const env = { APP_ENV: 'production', DATA_DIR: unused }
  assert.equal(await migrateApp(yoga, ['status'], { env, stdout: quiet, stderr: quiet }), 0)
})

test('in production everything printed is a log line, also the start and the word to stop', async () => {
  const env = {
    APP_ENV: 'production',
    LOG_LEVEL: 'info',
    DRAIN_MS: '0',
    TOKEN_KEYS: `2026a:${randomBytes(32).toString('base64url')}`,
    SMTP_URL: 'smtp://127.0.0.1:1',
  }
  const production = await startProcess({ env })
  assert.equal(await production.terminate(), 0)
  const [, ...printed] = (await production.ended).split('\n').filter((line) => line !== '')
  const lines = printed
    .filter((line) => !line.startsWith('Making the database'))
    .map((line) => JSON.parse(line) as { msg: string; url?: string; signal?: string })
  assert.equal(lines.find(({ msg }) => msg === 'ready')?.url, production.url)
  assert.equal(lines.find(({ msg }) => msg === 'told to stop')?.signal, 'SIGTERM')
})

test('a database server that does not answer is named, without a stack', async () => {
  const env = { DATABASE_URL: 'postgres://yoga:secret@127.0.0.1:1/yoga' }
  const { code, printed } = await runRefused({ dataDir, env })
  assert.equal(code, 1)
  assert.match(printed, /database server at 127\.0\.0\.1:1 cannot be used: .*DATABASE_URL/)
  assert.doesNotMatch(printed, /secret|\n {4}at /)

  let told = ''
  const stream = { write: (text: string) => (told += text) }
  assert.equal(await inspectJobs(yoga, ['list'], { env, stdout: stream, stderr: stream }), 1)
  assert.match(told, /^jobs: The database server at 127\.0\.0\.1:1 cannot be used: .*DATABASE_URL\.\n$/)
})

test(
  'DATABASE_URL switches to a PostgreSQL server with no other change',
  { skip: skipWithout('postgres') },
  async () => {
    const database = await createTestDatabase({ engine: 'postgres' })
    try {
      const yoga = await startProcess({ dataDir, env: { DATABASE_URL: database.url! } })
      assert.equal(await post(`${yoga.url}/api/v1/auth/register`, account), 201)
      assert.equal(await yoga.stop(), 0)
      const count = { shape: 'test.count_users', text: 'select count(*) from users', values: [] }
      assert.deepEqual((await database.db.execute(count)).rows, [[1]])
    } finally {
      await database.drop()
    }
  },
)
