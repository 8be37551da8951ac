import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDb } from '@groundwork/kit/db/database'
import { dumpSchema } from '@groundwork/kit/db/dump-schema'
import { createPostgresDriver } from '@groundwork/kit/db/postgres-driver'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateUp } from '@groundwork/kit/db/run-migrations'
import { createAppHealth } from '@groundwork/kit/health/app-health'
import { startBreakableLink } from '@groundwork/kit/testing/breakable-link'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { createApp } from '../app.ts'
import { migrationSources } from '../migrations.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp({ database: { reuse: false } })
const { send } = app
const read = async (url: string) => {
  const { status, json } = await send({ url: `/api/v1${url}` })
  assert.equal(status, 200, url)
  return json
}

interface Pose {
  pose_id: number
  modifications: string[]
  props: string[]
  entry_instructions: string[]
  default_duration_seconds: number
}

test('W14 no change of a pose breaks the lists that hold it', async () => {
  const fields = ['name_english', 'category', 'difficulty_level', 'description', 'instructions', 'image_urls']
  for (const field of fields) {
    for (const value of [null, '', []]) {
      const body = { [field]: value }
      const { status } = await send({ method: 'PUT', url: '/api/v1/poses/5', as: 'admin', body })
      assert.equal(status, 422, JSON.stringify(body))
    }
  }
  const clear = { props: null, modifications: [], target_areas: null, name_sanskrit: null }
  const { status } = await send({ method: 'PUT', url: '/api/v1/poses/5', as: 'admin', body: clear })
  assert.equal(status, 200)
  const { poses } = await read('/poses?page_size=100')
  assert.ok(poses.some(({ pose_id }: Pose) => pose_id === 5))
  await read('/sequences?page_size=100')
})

test('W16 poses come with guidance, sequences with notes, and poses they are related to', async () => {
  const { poses } = (await read('/poses?page_size=100')) as { poses: Pose[] }
  assert.equal(poses.length, 80)
  for (const { pose_id, entry_instructions, default_duration_seconds } of poses) {
    assert.ok(entry_instructions.length > 0, `pose ${pose_id}`)
    assert.ok(default_duration_seconds > 0, `pose ${pose_id}`)
  }
  assert.ok(new Set(poses.map((pose) => pose.default_duration_seconds)).size > 1)
  assert.ok(poses.filter(({ modifications }) => modifications.length > 0).length > 40)
  assert.ok(poses.filter(({ props }) => props.length > 0).length > 10)
  const { similar, progressions } = await read('/poses/6/related')
  assert.ok(similar.length > 0 && progressions.length > 0)
  const { poses: steps } = await read('/sequences/1')
  assert.ok(steps.some(({ notes }: { notes: string | null }) => notes !== null))
})

test('W21 the policy of the reference page lets in everything the page asks for', async () => {
  const { status, headers, text } = await send({ url: '/docs' })
  assert.equal(status, 200)
  const policy = String(headers['content-security-policy'])
  const assets = [...text.matchAll(/<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
  assert.ok(
    assets.some((asset) => asset.startsWith('/docs/')),
    assets.join(' '),
  )
  assert.match(policy, /img-src 'self' data:/)
  for (const url of assets.filter((asset) => !asset.startsWith('data:'))) {
    assert.match(url, /^\/(?!\/)/, 'from this server')
    assert.equal((await send({ url })).status, 200, url)
  }
  assert.match(policy, /script-src 'self'/)
  assert.match(policy, /connect-src 'self'/)
  assert.equal((await send({ url: '/openapi.json' })).status, 200)
  assert.equal((await send({ url: '/redoc' })).headers['location'], '/docs')
})

test('W22 the migrations alone make the schema: a server that ran has added nothing', async () => {
  await read('/poses')
  const { db, drop } = await createTestDatabase()
  try {
    await migrateUp(db, await readMigrations(migrationSources))
    assert.equal(await dumpSchema(app.deps.db), await dumpSchema(db))
  } finally {
    await drop()
  }
})

test(
  'W24 the service is unhealthy while its database does not answer, and healthy again after that',
  { skip: skipWithout('postgres') },
  async () => {
    const { url, drop } = await createTestDatabase({ engine: 'postgres' })
    const link = await startBreakableLink(Number(new URL(url!).port || 5432))
    const pool = { maxConnections: 1, acquireTimeoutMs: 1_000, statementTimeoutMs: 1_000 }
    const db = createDb(createPostgresDriver({ url: link.through(url!), ...pool }))
    const health = createAppHealth({ ...app.deps, db })
    const cut = createApp({ ...app.deps, db, health })
    const ask = app.sendTo(cut)
    const states = async () => {
      app.clock.advance(1_000)
      await health.report(30_000)
      const { status, json } = await ask({ url: '/health' })
      const answered = ['/health/ready', '/health/live'].map(
        async (path) => (await ask({ url: path })).status,
      )
      return [status, json.status, json.checks.database.status, ...(await Promise.all(answered))]
    }
    try {
      assert.deepEqual(await states(), [200, 'healthy', 'pass', 200, 200])
      await link.cut()
      assert.deepEqual(await states(), [503, 'unhealthy', 'fail', 503, 200])
      await link.mend()
      assert.deepEqual(await states(), [200, 'healthy', 'pass', 200, 200])
    } finally {
      await cut.close()
      await db.close()
      await link.close()
      await drop()
    }
  },
)

test('W25 what was exported can be imported, and changes nothing', async () => {
  for (const kind of ['poses', 'sequences']) {
    const { text } = await send({ url: `/api/v1/admin/exports/${kind}`, as: 'admin' })
    const url = `/api/v1/admin/imports/${kind}?match=id&dry_run=false`
    const headers = { 'content-type': 'application/jsonl' }
    const { status, json } = await send({ method: 'POST', url, as: 'admin', body: text, headers })
    const lines = text.trim().split('\n').length
    assert.ok(lines >= 25)
    assert.deepEqual([status, json.unchanged, json.errors], [200, lines, []])
  }
})
