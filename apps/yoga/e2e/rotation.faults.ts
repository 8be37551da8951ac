import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { createYogaClient } from '@groundwork/sdk/generated/yoga/client'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { yogaTemplate } from '../src/testing/template.ts'
import { commandsBelow } from './operations.ts'
import { unlimited } from './practice-load.ts'
import { startProcess } from './start-process.ts'

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
