import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { APP_SCHEMAS } from '@groundwork/kit/testing/app-template'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp({ env: { LOG_LEVEL: 'info' } })
const { send, logLines } = app
const returnToSignIns = await app.keepSignIns()
const { restore } = await createRestorePoint(app.deps.db, APP_SCHEMAS)
beforeEach(async () => {
  await restore()
  await returnToSignIns()
})

interface Result {
  index: number
  status: number
  pose_id?: number | null
  sequence_id?: number | null
  version_id: number | null
  problem: { code: string; errors?: { loc: unknown[]; type: string }[] } | null
}

const batch = async (path: string, mode: string, operations: object[], headers = {}) => {
  const body = { mode, operations }
  const answer = await send({ method: 'POST', url: `/api/v1${path}`, as: 'admin', body, headers })
  const line = logLines.map((text) => JSON.parse(text)).findLast(({ msg }) => msg === 'request')
  return { ...answer, results: (answer.json?.results ?? []) as Result[], statements: Number(line.statements) }
}
const poses = (mode: string, operations: object[], headers?: object) =>
  batch('/poses/batch', mode, operations, headers)
const sequences = (mode: string, operations: object[]) => batch('/admin/sequences/batch', mode, operations)
const get = async (path: string, as: 'guest' | 'admin' = 'guest') => {
  const { status, json } = await send({ url: `/api/v1${path}`, as })
  return { status, json }
}
const version = async (id: number) => (await get(`/admin/content-history/${id}`, 'admin')).json
const nameOf = async (poseId: number) => (await get(`/poses/${poseId}`)).json.name_english

const newPose = (name_english: string) => ({
  name_english,
  category: 'standing',
  difficulty_level: 'beginner',
  description: 'Standing, with a purpose.',
  instructions: ['Stand.'],
  image_urls: ['/images/poses/mountain-pose.svg'],
})
const preset = (name: string, poseIds = [1, 2, 3]) => ({
  name,
  difficulty_level: 'beginner',
  duration_minutes: 3,
  focus_area: 'core',
  style: 'gentle',
  is_preset: true,
  poses: poseIds.map((pose_id, i) => ({ pose_id, position_order: i + 1, duration_seconds: 60 })),
})

describe('a batch of poses', () => {
  test('is done as a whole, in the order it was sent; readers see it at once, and each change can be undone', async () => {
    const before = (await get('/poses?page_size=1')).json.total
    const withThree = (await get('/poses/3')).json.sequences.map(
      (one: { sequence_id: number }) => one.sequence_id,
    )
    assert.ok(withThree.length > 0)
    assert.equal(await nameOf(1), 'Mountain Pose')
    const { status, results } = await poses('atomic', [
      { op: 'create', pose: newPose('Post') },
      { op: 'update', pose_id: 1, pose: { name_english: 'Hill Pose' } },
      { op: 'publish', pose_id: 2, is_published: false },
      { op: 'delete', pose_id: 3 },
      { op: 'create', pose: newPose('Pillar') },
      { op: 'publish', pose_id: 4, is_published: true },
    ])
    assert.equal(status, 200)
    assert.deepEqual(
      results.map((one) => [one.index, one.status, one.version_id !== null, one.problem]),
      [201, 200, 200, 204, 201, 200].map((each, i) => [i, each, i !== 5, null]),
    )
    const ids = results.map((one) => one.pose_id!)
    assert.deepEqual([await nameOf(ids[0]!), await nameOf(ids[4]!)], ['Post', 'Pillar'])
    assert.equal(await nameOf(1), 'Hill Pose')
    assert.deepEqual([(await get('/poses/2')).status, (await get('/poses/3')).status], [404, 404])
    assert.equal((await get('/poses?page_size=1')).json.total, before)
    const deletion = await version(results[3]!.version_id!)
    assert.deepEqual([deletion.action, deletion.changed_by.user_id], ['delete', app.ids.admin])
    const lost = deletion.consequences.map((one: { content_id: number; action: string }) => [
      one.action,
      one.content_id,
    ])
    for (const id of withThree)
      assert.ok(lost.some(([action, of]: unknown[]) => action === 'remove_pose' && of === id))
    const url = `/api/v1/admin/content-history/${results[3]!.version_id}/restoration`
    assert.equal((await send({ method: 'POST', url, as: 'admin' })).status, 200)
    assert.equal((await get('/poses/3')).status, 200)
  })

  test('changes nothing when one of it cannot be done, and names every one that cannot', async () => {
    const { status, json } = await poses('atomic', [
      { op: 'update', pose_id: 1, pose: { name_english: 'Hill Pose' } },
      { op: 'delete', pose_id: 9999 },
      { op: 'update', pose_id: 2, pose: { difficulty_level: 'expert' } },
      { op: 'publish', pose_id: 1, is_published: false },
    ])
    assert.deepEqual([status, json.code], [422, 'request.invalid'])
    assert.deepEqual(
      json.errors.map(({ loc, type }: { loc: unknown[]; type: string }) => [loc.slice(1).join('.'), type]),
      [
        ['operations.1', 'pose.not_found'],
        ['operations.2.pose.difficulty_level', 'invalid_value'],
        ['operations.3.pose_id', 'duplicate'],
      ],
    )
    assert.equal(await nameOf(1), 'Mountain Pose')
    assert.equal((await get('/admin/content-history', 'admin')).json.total, 0)
  })

  test('each for itself, does those that can be done and says why the others were not', async () => {
    const { status, results } = await poses('per_item', [
      { op: 'update', pose_id: 1, pose: { name_english: 'Hill Pose' } },
      { op: 'delete', pose_id: 9999 },
      { op: 'create', pose: { ...newPose('Post'), instructions: [] } },
      { op: 'publish', pose_id: 1, is_published: false },
      { op: 'fly' },
      { op: 'update', pose_id: 2, pose: {} },
    ])
    assert.equal(status, 207)
    assert.deepEqual(
      results.map((one) => [one.status, one.pose_id, one.problem?.code]),
      [
        [200, 1, undefined],
        [404, null, 'pose.not_found'],
        [422, null, 'request.invalid'],
        [422, null, 'request.invalid'],
        [422, null, 'request.invalid'],
        [200, 2, undefined],
      ],
    )
    assert.deepEqual(results[2]!.problem!.errors![0]!.loc, ['body', 'pose', 'instructions'])
    assert.equal(results[5]!.version_id, null, 'nothing changed')
    assert.equal(await nameOf(1), 'Hill Pose')
  })

  test('runs no more statements for a hundred operations than for one of each kind', async () => {
    const one = [
      { op: 'create', pose: newPose('Post') },
      { op: 'update', pose_id: 1, pose: { audio_url: 'https://example.com/1.mp3' } },
      { op: 'publish', pose_id: 2, is_published: false },
      { op: 'delete', pose_id: 3 },
    ]
    const few = await poses('atomic', one)
    assert.equal(few.status, 200, few.text)
    await restore()
    await returnToSignIns()
    const many = await poses('atomic', [
      ...one,
      ...Array.from({ length: 40 }, (_, i) => ({ op: 'create', pose: newPose(`Post ${i}`) })),
      ...Array.from({ length: 20 }, (_, i) => ({
        op: 'update',
        pose_id: 10 + i,
        pose: { audio_url: 'https://example.com/1.mp3' },
      })),
      ...Array.from({ length: 18 }, (_, i) => ({ op: 'publish', pose_id: 30 + i, is_published: false })),
      ...Array.from({ length: 18 }, (_, i) => ({ op: 'delete', pose_id: 50 + i })),
    ])
    assert.equal(many.status, 200, many.text)
    assert.equal(many.results.length, 100)
    assert.ok(
      many.statements <= 29 && few.statements >= many.statements - 5,
      `${few.statements}, ${many.statements}`,
    )
    const created = many.results.filter((result) => result.status === 201).map((result) => result.pose_id!)
    assert.deepEqual(await Promise.all([created[1]!, created[40]!].map(nameOf)), ['Post 0', 'Post 39'])
  })

  test('has one operation at least and a hundred at most, a mode, and is not done twice under one key', async () => {
    const create = { op: 'create', pose: newPose('Post') }
    for (const [mode, operations] of [
      ['atomic', []],
      ['atomic', Array.from({ length: 101 }, () => create)],
      ['maybe', [create]],
    ] as const)
      assert.equal((await poses(mode, [...operations])).status, 422)
    const key = { 'idempotency-key': 'one-batch' }
    const first = await poses('per_item', [create], key)
    const again = await poses('per_item', [create], key)
    assert.deepEqual([again.status, again.text], [207, first.text])
    assert.equal(again.headers['idempotency-replayed'], 'true')
    assert.equal(
      (await get('/poses?search=post&page_size=1')).json.total,
      (await get('/poses?search=post')).json.poses.length,
    )
  })
})

describe('a batch of sequences', () => {
  test('is done as a whole, and readers see it at once', async () => {
    assert.equal((await get('/sequences/1')).status, 200)
    const { status, results, statements } = await sequences('atomic', [
      { op: 'create', sequence: preset('One') },
      { op: 'update', sequence_id: 1, sequence: preset('Changed', [5, 6, 7, 8]) },
      { op: 'publish', sequence_id: 2, is_published: false },
      { op: 'delete', sequence_id: 3 },
      { op: 'create', sequence: preset('Two') },
    ])
    assert.deepEqual([status, results.map((one) => one.status)], [200, [201, 200, 200, 204, 201]])
    const { name, poses: steps } = (await get('/sequences/1')).json
    assert.deepEqual(
      [name, steps.map((step: { pose_id: number }) => step.pose_id)],
      ['Changed', [5, 6, 7, 8]],
    )
    assert.deepEqual([(await get('/sequences/2')).status, (await get('/sequences/3')).status], [404, 404])
    const names = [0, 4].map(async (i) => (await get(`/sequences/${results[i]!.sequence_id}`)).json.name)
    assert.deepEqual(await Promise.all(names), ['One', 'Two'])
    assert.deepEqual(await Promise.all(results.map(async (one) => (await version(one.version_id!)).action)), [
      'create',
      'update',
      'unpublish',
      'delete',
      'create',
    ])
    const more = await sequences('atomic', [
      ...Array.from({ length: 30 }, (_, i) => ({ op: 'create', sequence: preset(`More ${i}`) })),
      { op: 'update', sequence_id: 1, sequence: preset('Changed again') },
      { op: 'publish', sequence_id: 4, is_published: false },
      { op: 'delete', sequence_id: 5 },
    ])
    assert.equal(more.status, 200, more.text)
    assert.ok(more.statements <= statements, `${more.statements} after ${statements}`)
  })

  test('each for itself, does those that can be done and says why the others were not', async () => {
    const body = { ...preset('Mine'), is_preset: undefined, duration_minutes: undefined }
    const made = await send({ method: 'POST', url: '/api/v1/sequences/custom', as: 'other', body })
    assert.equal(made.status, 201, made.text)
    const thin = await sequences('atomic', [
      { op: 'create', sequence: { ...preset('Thin'), is_published: false } },
    ])
    await poses('atomic', [{ op: 'publish', pose_id: 2, is_published: false }])
    const { status, results } = await sequences('per_item', [
      { op: 'delete', sequence_id: made.json.sequence_id },
      { op: 'create', sequence: preset('Of nothing', [9001, 9002, 9003]) },
      { op: 'publish', sequence_id: thin.results[0]!.sequence_id, is_published: true },
      { op: 'update', sequence_id: 1, sequence: { name: 'Changed' } },
    ])
    assert.equal(status, 207)
    assert.deepEqual(
      results.map((one) => [one.status, one.problem?.code]),
      [
        [404, 'sequence.not_found'],
        [404, 'sequence.poses_not_found'],
        [409, 'sequence.too_few_poses'],
        [200, undefined],
      ],
    )
    assert.equal((await get('/sequences/1')).json.name, 'Changed')
  })
})
