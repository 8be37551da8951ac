import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createYogaClient } from '@groundwork/sdk/generated/yoga/client'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { commandsBelow, root, type } from './operations.ts'
import { startProcess } from './start-process.ts'

const account = { email: 'ida@example.com', name: 'Ida', password: 'Downward1Dog' }
const POSE = 1
const EXPORTED_WITHIN_MS = 10_000

async function inNewFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `${name}-`))
  after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** What there is to lose: an account, an uploaded image that a pose shows, a data export, and a change not yet heard of. */
async function fill(env: Record<string, string>) {
  const place = { dataDir: env['DATA_DIR']!, env }
  const first = await startProcess(place)
  await createYogaClient({ baseUrl: first.url }).accounts.register({ body: account })
  assert.equal(await first.terminate(), 0)
  await type(`npm run grant-role -- ${account.email}`, env)

  const second = await startProcess(place)
  const guest = createYogaClient({ baseUrl: second.url })
  const token = (await guest.accounts.login({ body: account })).access_token
  const ida = createYogaClient({ baseUrl: second.url, token: () => token })
  const file = new Blob([await readFile(path.join(root, 'docs/navi.webp'))])
  const image = await ida.uploads.create({ body: { file } })
  await ida.poses.update({ params: { pose_id: POSE }, body: { image_urls: [image.url] } })
  await ida.dataExport.request()
  const untilMs = performance.now() + EXPORTED_WITHIN_MS
  while ((await ida.dataExport.read()).state !== 'ready') {
    assert.ok(performance.now() < untilMs, 'the data export gets ready')
    await pause(50)
  }
  const kept = await keptBy(second.url, token)
  assert.equal(await second.terminate(), 0)

  const lines = path.join(await inNewFolder('import'), 'poses.jsonl')
  await writeFile(lines, JSON.stringify({ pose_id: POSE, props: ['a rope'] }))
  const { stdout } = await type(`npm run import -- ${lines} --kind poses --match id --apply`, env)
  assert.match(stdout, /^1 line: 0 created, 1 updated, 0 unchanged\.$/m)
  return { token, kept: { ...kept, props: ['a rope'] } }
}

/** What a signed-in person finds of it, files among it. */
async function keptBy(url: string, token: string) {
  const ida = createYogaClient({ baseUrl: url, token: () => token })
  const { image_urls, props } = await ida.poses.get({ params: { pose_id: POSE } })
  const filename = path.basename(image_urls[0]!)
  return {
    account: (await ida.accounts.me()).email,
    image: await (await ida.uploads.read({ params: { filename } })).bytes(),
    exported: await ida.dataExport.download(),
    props,
  }
}

/** Starts on what was restored, and finds all of it, the token still good. */
async function findAll(env: Record<string, string>, { token, kept }: Awaited<ReturnType<typeof fill>>) {
  const yoga = await startProcess({ dataDir: env['DATA_DIR']!, env })
  assert.deepEqual(await keptBy(yoga.url, token), kept)
  assert.equal(await yoga.terminate(), 0)
}

test('a backup made and restored by the commands of the document holds accounts, files and what was about to happen', async () => {
  const [backUp, restore] = commandsBelow('Back up and restore')
  const postgres = await startPrivateService('postgres')
  after(postgres.close)
  const { hostname, port } = new URL(postgres.url)
  const folder = await inNewFolder('backup')
  const typeDocumented = (commands: string, env: Record<string, string>) =>
    type(
      commands.replaceAll(/yoga\.dump|files\.tar\.gz/g, (name) => path.join(folder, name)),
      env,
    )
  const admin = { PGHOST: hostname, PGPORT: port, PGUSER: 'postgres' }
  await type('createuser yoga && createdb --owner=yoga yoga', admin)
  const envOf = (database: string, dataDir: string) => ({
    ...admin,
    APP_ENV: 'test',
    DATABASE_URL: `postgres://yoga@${hostname}:${port}/${database}`,
    DATA_DIR: dataDir,
    TOKEN_KEYS: `test:${Buffer.from('a key for tests, of more than 32 bytes').toString('base64url')}`,
  })

  const before = envOf('yoga', await inNewFolder('data'))
  const filled = await fill(before)
  await typeDocumented(backUp!, before)
  const restored = envOf('yoga_restored', await inNewFolder('restored'))
  const { stdout } = await typeDocumented(restore!, restored)
  assert.match(stdout, /^applied {2}yoga\//m)
  await findAll(restored, filled)
  const waiting = await type('npm run --silent jobs -- yoga list --state waiting --json', restored)
  assert.equal(waiting.stdout, '')
})

test('without PostgreSQL the packed data folder is the backup', async () => {
  const before = { APP_ENV: 'test', DATA_DIR: await inNewFolder('data') }
  const filled = await fill(before)
  const elsewhere = path.join(await inNewFolder('elsewhere'), 'data')
  await mkdir(elsewhere)
  await type(`tar -cz -C ${before.DATA_DIR} . | tar -xz -C ${elsewhere}`, {})
  await findAll({ ...before, DATA_DIR: elsewhere }, filled)
})
