import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Person } from '../testing/people.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send, clock, ids } = app

const HISTORY = '/api/v1/admin/content-history'
const list = (query = '', as: Person = 'admin') => send({ url: `${HISTORY}?${query}`, as })
const get = (id: unknown, as: Person = 'admin') => send({ url: `${HISTORY}/${id}`, as })
const restore = (id: unknown, as: Person = 'admin') =>
  send({ method: 'POST', url: `${HISTORY}/${id}/restoration`, as })
const admin = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  send({ method, url: `/api/v1${path}`, as: 'admin', body })
const rows = async (text: string, ...values: unknown[]) =>
  (await app.deps.db.execute({ shape: 'test.rows', text, values })).rows

interface Version {
  version_id: number
  kind: string
  content_id: number
  action: string
}
const versionsOf = async (kind: string, id: number): Promise<Version[]> =>
  (await list(`kind=${kind}&id=${id}&page_size=100`)).json.versions
const actionsOf = async (kind: string, id: number) =>
  (await versionsOf(kind, id)).map(({ action }) => action).toReversed()
const newest = async (kind: string, id: number) => (await versionsOf(kind, id))[0]!.version_id

const pose = {
  name_english: 'Plank Pose',
  category: 'arm_balances',
  difficulty_level: 'beginner',
  description: 'The top of a push-up, held.',
  instructions: ['Place the hands.'],
  image_urls: ['/images/poses/upward-plank-pose.svg'],
}
const newPose = async (): Promise<number> => (await admin('POST', '/poses', pose)).json.pose_id
const sequenceOf = (...poseIds: number[]) => ({
  name: 'Of a test',
  difficulty_level: 'beginner',
  duration_minutes: 3,
  focus_area: 'core',
  style: 'yin',
  is_preset: true,
  poses: poseIds.map((pose_id, i) => ({ pose_id, position_order: i + 1, duration_seconds: 60 })),
})
const newSequence = async (...poseIds: number[]): Promise<number> =>
  (await admin('POST', '/admin/sequences', sequenceOf(...poseIds))).json.sequence_id

describe('the content history', () => {
  test('keeps every change of a pose: who, when, what it was and what it became', async () => {
    const id = await newPose()
    clock.advance(60_000)
    await admin('PUT', `/poses/${id}`, { description: 'Held still.', props: ['mat'] })
    await admin('PUT', `/poses/${id}/publication`, { is_published: false })
    await admin('PUT', `/poses/${id}/publication`, { is_published: true })
    await admin('DELETE', `/poses/${id}`)
    assert.deepEqual(await actionsOf('pose', id), ['create', 'update', 'unpublish', 'publish', 'delete'])

    const [deleted, , , updated, created] = await versionsOf('pose', id)
    const { json } = await get(updated!.version_id)
    const { before, after, ...facts } = json
    assert.deepEqual(facts, {
      version_id: updated!.version_id,
      kind: 'pose',
      content_id: id,
      name: 'Plank Pose',
      action: 'update',
      changed_at: clock.now().toISOString(),
      changed_by: { user_id: ids.admin, name: 'admin' },
      changed_fields: ['description', 'props'],
      caused_by: null,
      consequences: [],
    })
    assert.equal(before.description, pose.description)
    assert.deepEqual(after, { ...before, description: 'Held still.', props: ['mat'] })
    for (const [field, value] of Object.entries(pose)) assert.deepEqual(before[field], value)
    assert.equal((await get(created!.version_id)).json.before, null)
    assert.deepEqual((await get(created!.version_id)).json.after, before)
    assert.equal((await get(deleted!.version_id)).json.after, null)
    assert.deepEqual((await get(deleted!.version_id)).json.before, after)
  })

  test('keeps every change of a sequence with its steps', async () => {
    const id = await newSequence(1, 2, 3)
    await admin('PUT', `/admin/sequences/${id}`, { poses: sequenceOf(4, 5, 6).poses })
    await admin('PUT', `/admin/sequences/${id}/publication`, { is_published: false })
    await admin('DELETE', `/admin/sequences/${id}`)
    assert.deepEqual(await actionsOf('sequence', id), ['create', 'update', 'unpublish', 'delete'])
    const { json } = await get((await versionsOf('sequence', id))[2]!.version_id)
    assert.equal(json.name, 'Of a test')
    assert.deepEqual(json.changed_fields, ['steps'])
    assert.deepEqual(
      json.before.steps.map((step: { pose_id: number }) => step.pose_id),
      [1, 2, 3],
    )
    assert.deepEqual(json.after.steps[0], {
      position_order: 1,
      pose_id: 4,
      duration_seconds: 60,
      side: null,
      notes: null,
    })
  })

  test('says what became of sequences because of a pose', async () => {
    const [first, second] = [await newPose(), await newPose()]
    const thick = await newSequence(first, 1, 2, 3)
    const thin = await newSequence(first, 1, 2)
    const hidden = await newSequence(second, 1, 2)
    await admin('DELETE', `/poses/${first}`)
    const { json } = await get(await newest('pose', first))
    assert.deepEqual(
      json.consequences.map(({ content_id, action, caused_by, changed_fields }: Record<string, unknown>) => [
        content_id,
        action,
        caused_by,
        changed_fields,
      ]),
      [
        [thick, 'remove_pose', json.version_id, ['steps']],
        [thin, 'remove_pose', json.version_id, ['is_published', 'steps']],
      ],
    )
    await admin('PUT', `/poses/${second}/publication`, { is_published: false })
    const { consequences } = (await get(await newest('pose', second))).json
    assert.deepEqual(
      [consequences.length, consequences[0].content_id, consequences[0].action],
      [1, hidden, 'unpublish'],
    )
  })

  test('keeps nothing of a change that changes nothing, or is undone', async () => {
    const id = await newPose()
    await admin('PUT', `/poses/${id}`, { description: pose.description })
    await admin('PUT', `/poses/${id}/publication`, { is_published: true })
    await admin('PUT', `/poses/${id}`, { description: '' })
    assert.deepEqual(await actionsOf('pose', id), ['create'])
  })

  test('keeps nothing of what people do to sequences of their own', async () => {
    const lost = await newPose()
    const { poses, ...facts } = sequenceOf(lost, 1, 2, 3)
    const made = await send({
      method: 'POST',
      url: '/api/v1/sequences/custom',
      as: 'user',
      body: { ...facts, poses },
    })
    const { headers } = await admin('DELETE', `/poses/${lost}`)
    assert.equal(headers['x-sequences-changed'], '1')
    assert.deepEqual(await versionsOf('sequence', made.json.sequence_id), [])
  })

  test('lists the latest first, in pages, of everything, of one kind or of one thing', async () => {
    const id = await newPose()
    const all = (await list('page_size=100')).json
    assert.equal(all.versions[0].content_id, id)
    assert.equal(all.total, all.versions.length)
    const order = all.versions.map(({ version_id }: Version) => version_id)
    assert.deepEqual(
      order,
      order.toSorted((a: number, b: number) => b - a),
    )
    const { versions, ...page } = (await list('page=2&page_size=3')).json
    assert.deepEqual(versions, all.versions.slice(3, 6))
    assert.deepEqual(page, { total: all.total, page: 2, page_size: 3, total_pages: Math.ceil(all.total / 3) })
    const poses = (await list('kind=pose&page_size=100')).json
    assert.deepEqual(
      poses.versions,
      all.versions.filter(({ kind }: Version) => kind === 'pose'),
    )
    assert.deepEqual((await list('kind=sequence&id=999999')).json.versions, [])
  })

  test('refuses an id without a kind, and kinds and versions that do not exist', async () => {
    assert.equal((await list('id=1')).status, 422)
    assert.equal((await list('kind=user')).status, 422)
    assert.equal((await get(999_999)).json.code, 'content_version.not_found')
    assert.equal((await restore(999_999)).status, 404)
    assert.equal((await get('x')).status, 422)
  })

  test('is for those who may read it', async () => {
    const id = await newest('pose', await newPose())
    for (const [person, status] of [
      ['guest', 401],
      ['user', 403],
    ] as const) {
      assert.equal((await list('', person)).status, status)
      assert.equal((await get(id, person)).status, status)
      assert.equal((await restore(id, person)).status, status)
    }
  })

  test('outlives the account of an administrator, without the name', async () => {
    const id = await newPose()
    const versionId = await newest('pose', id)
    const [row] = await rows(
      `insert into users (email, name, password_hash) values ('gone@example.com', 'Gone', '') returning user_id`,
    )
    await app.deps.db.transaction(async (tx) => {
      const execute = (text: string, values: unknown[]) => tx.execute({ shape: 'test.version', text, values })
      await execute(
        `insert into content_versions (kind, content_id, action, changed_by, changed_at, before, after)
        select kind, content_id, 'update', $1, changed_at, after, after from content_versions where version_id = $2`,
        [row![0], versionId],
      )
    })
    const changedBy = async () => (await get(await newest('pose', id))).json.changed_by
    assert.deepEqual(await changedBy(), { user_id: row![0], name: 'Gone' })
    await rows('delete from users where user_id = $1', row![0])
    assert.deepEqual(await changedBy(), { user_id: row![0], name: null })
  })

  test('cannot be changed, not even by a statement of ours', async () => {
    for (const text of [
      'update content_versions set changed_by = null',
      'delete from content_versions',
      'truncate content_versions cascade',
    ])
      await assert.rejects(rows(text), /versions of content are kept as they are/)
  })
})

describe('restoring a version', () => {
  test('brings a pose back to what it was after that change', async () => {
    const id = await newPose()
    const created = await newest('pose', id)
    const original = (await send({ url: `/api/v1/poses/${id}` })).json
    await admin('PUT', `/poses/${id}`, { description: 'Another.', props: ['mat'], name_english: 'Other' })
    clock.advance(60_000)
    const { status, json } = await restore(created)
    assert.equal(status, 200)
    assert.deepEqual(json, { kind: 'pose', content_id: id, version_id: await newest('pose', id) })
    const restored = (await send({ url: `/api/v1/poses/${id}` })).json
    assert.deepEqual(restored, { ...original, updated_at: clock.now().toISOString() })
    const version = (await get(json.version_id)).json
    assert.deepEqual([version.action, version.caused_by], ['restore', created])
    assert.deepEqual((await restore(created)).json, { kind: 'pose', content_id: id, version_id: null })
  })

  test('brings a deleted pose back under its id', async () => {
    const id = await newPose()
    await admin('PUT', `/poses/${id}`, { benefits: ['Strength'] })
    const before = (await send({ url: `/api/v1/poses/${id}` })).json
    await admin('DELETE', `/poses/${id}`)
    assert.equal((await restore(await newest('pose', id))).status, 200)
    const { created_at: _new, updated_at: _too, ...after } = (await send({ url: `/api/v1/poses/${id}` })).json
    for (const [field, value] of Object.entries(after)) assert.deepEqual(value, before[field], field)
    assert.deepEqual(await actionsOf('pose', id), ['create', 'update', 'delete', 'restore'])
    assert.ok((await newPose()) > id)
  })

  test('brings a sequence back with its steps, changed or deleted', async () => {
    const id = await newSequence(1, 2, 3)
    const created = await newest('sequence', id)
    await admin('PUT', `/admin/sequences/${id}`, { name: 'Other', poses: sequenceOf(4, 5, 6).poses })
    const steps = async () =>
      (await send({ url: `/api/v1/sequences/${id}` })).json.poses.map(
        ({ pose_id }: { pose_id: number }) => pose_id,
      )
    assert.deepEqual(await steps(), [4, 5, 6])
    assert.equal((await restore(created)).status, 200)
    assert.deepEqual(await steps(), [1, 2, 3])
    assert.equal((await restore(created)).json.version_id, null)
    await admin('DELETE', `/admin/sequences/${id}`)
    assert.equal((await restore(await newest('sequence', id))).status, 200)
    assert.deepEqual(await steps(), [1, 2, 3])
    assert.equal((await send({ url: `/api/v1/sequences/${id}` })).json.name, 'Of a test')
  })

  test('undoes the loss of a pose: first the pose, then its sequences', async () => {
    const lost = await newPose()
    const sequence = await newSequence(lost, 1, 2)
    await admin('DELETE', `/poses/${lost}`)
    const created = (await versionsOf('sequence', sequence)).at(-1)!.version_id
    const refused = await restore(created)
    assert.equal(refused.status, 404)
    assert.equal(refused.json.code, 'sequence.poses_not_found')
    assert.match(refused.json.detail, new RegExp(`: ${lost}$`))
    await restore(await newest('pose', lost))
    assert.equal((await restore(created)).status, 200)
    const { json } = await send({ url: `/api/v1/sequences/${sequence}` })
    assert.deepEqual(
      json.poses.map((step: { pose_id: number; position_order: number }) => [
        step.position_order,
        step.pose_id,
      ]),
      [
        [1, lost],
        [2, 1],
        [3, 2],
      ],
    )
  })

  test('needs the permission to write what is restored', async () => {
    const version = await newest('pose', await newPose())
    const role = `insert into kit.roles (role, description) values ('reader', 'Reads the history')`
    await rows(role)
    await rows(
      `insert into kit.role_permissions (role, permission) values ('reader', 'content.read_history')`,
    )
    await app.deps.db.transaction((tx) =>
      app.deps.signIn.roles.assign(tx, { subject: String(ids.other), role: 'reader', by: 'test' }),
    )
    assert.equal((await get(version, 'other')).status, 200)
    const refused = await restore(version, 'other')
    assert.equal(refused.status, 403)
    assert.equal(refused.json.code, 'auth.forbidden')
  })

  test('leaves the custom sequence of another administrator alone', async () => {
    const { is_preset: _default, ...custom } = sequenceOf(1, 2, 3)
    const { json } = await admin('POST', '/admin/sequences', custom)
    const version = await newest('sequence', json.sequence_id)
    await app.deps.db.transaction((tx) =>
      app.deps.signIn.roles.assign(tx, { subject: String(ids.user), role: 'editor', by: 'test' }),
    )
    const refused = await restore(version, 'user')
    assert.equal(refused.status, 404)
    assert.equal(refused.json.code, 'sequence.not_found')
    assert.equal((await restore(version)).status, 200)
  })
})
