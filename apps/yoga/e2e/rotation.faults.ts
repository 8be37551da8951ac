import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { createYogaClient } from '@groundwork/sdk/generated/yoga/client'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { yogaTemplate } from '../src/testing/template.ts'
import { commandsBelow, type } from './operations.ts'
import { unlimited } from './practice-load.ts'
import { startProcess } from './start-process.ts'
import { useEverything } from './use-everything.ts'

const NEW = 'a-new-password'

/** What TOKEN_KEYS is to be, one after the other, as the document says. */
function documentedRings(): string[] {
  const secrets = new Map(['old', 'new'].map((name) => [name, randomBytes(32).toString('base64url')]))
  const lines = commandsBelow('Rotate secrets').join('\n')
  return [...lines.matchAll(/^ *TOKEN_KEYS=(\S+)/gm)].map(([, ring]) =>
    ring!.replaceAll(/<(\w+)>/g, (_, name) => secrets.get(name)!),
  )
}

test('token keys are rotated process by process, and every process believes every token and API key throughout', async () => {
  const database = await createTestDatabase({ engine: 'postgres', template: await yogaTemplate() })
  const start = (TOKEN_KEYS: string) =>
    startProcess({ env: { ...unlimited, DATABASE_URL: database.url!, TOKEN_KEYS } })
  const [both, newFirst] = documentedRings()
  const [onlyOld] = both!.split(',')
  const running = await Promise.all([start(onlyOld!), start(onlyOld!)])
  after(async () => {
    for (const { terminate } of running) assert.equal(await terminate(), 0)
    await database.drop()
  })

  const tokens: string[] = []
  /** Somebody registers on each process, and makes an API key there; every process knows all who did so. */
  const meet = async () => {
    for (const { url } of running) {
      const body = { email: `${tokens.length}@example.com`, name: 'Ida', password: 'Downward1Dog' }
      const { access_token } = await createYogaClient({ baseUrl: url }).accounts.register({ body })
      const ida = createYogaClient({ baseUrl: url, token: () => access_token })
      const { key } = await ida.apiKeys.create({ body: { name: 'Watch', scopes: ['practice.read'] } })
      tokens.push(access_token, key)
    }
    for (const { url } of running) {
      for (const token of tokens) await createYogaClient({ baseUrl: url, token: () => token }).history.list()
    }
  }
  const replaceEach = async (ring: string) => {
    for (const n of running.keys()) {
      assert.equal(await running[n]!.terminate(), 0)
      running[n] = await start(ring)
      await meet()
    }
  }
  await meet()
  await replaceEach(both!)
  await replaceEach(newFirst!)
})

test('the user of the database is replaced while YogaFlow runs, and what the next one makes belongs to the first', async () => {
  const postgres = await startPrivateService('postgres')
  after(postgres.close)
  const { hostname, port } = new URL(postgres.url)
  const admin = { PGHOST: hostname, PGPORT: port, PGUSER: 'postgres' }
  await type('createuser yoga && createdb --owner=yoga yoga', admin)
  const startAs = (user: string) =>
    startProcess({
      env: { ...unlimited, DATABASE_URL: `postgres://${user}:${NEW}@${hostname}:${port}/yoga` },
    })
  const [makeSecond, closeFirst] = commandsBelow('Rotate secrets')
    .find((block) => block.includes('psql'))!
    .replaceAll('<new>', NEW)
    .trim()
    .split('\n')
  const first = await startAs('yoga')
  await type(makeSecond!, admin)
  const second = await startAs('yoga_b')
  await Promise.all([useEverything(first.url), useEverything(second.url)])
  assert.equal(await first.terminate(), 0)
  await type(closeFirst!, admin)
  await useEverything(second.url)
  const env = { DATABASE_URL: `postgres://yoga_b@${hostname}:${port}/yoga` }
  await type('npm run migrate -- yoga down && npm run migrate -- yoga up', env)

  await type(makeSecond!.replaceAll('yoga_b', 'yoga_c'), admin)
  const third = await startAs('yoga_c')
  assert.equal(await second.terminate(), 0)
  await type('psql -c "drop role yoga_b"', admin)
  await useEverything(third.url)
  assert.equal(await third.terminate(), 0)
})
