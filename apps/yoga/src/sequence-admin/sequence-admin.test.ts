import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Person } from '../testing/people.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send, clock } = app

const ADMIN = '/api/v1/admin/sequences'
const create = (body: unknown, as: Person = 'admin') => send({ method: 'POST', url: ADMIN, as, body })
const update = (id: unknown, body: unknown, as: Person = 'admin') =>
  send({ method: 'PUT', url: `${ADMIN}/${id}`, as, body })
const publish = (id: unknown, is_published: unknown, as: Person = 'admin') =>
  send({ method: 'PUT', url: `${ADMIN}/${id}/publication`, as, body: { is_published } })
const remove = (id: unknown, as: Person = 'admin') => send({ method: 'DELETE', url: `${ADMIN}/${id}`, as })
const read = (id: unknown, as: Person = 'guest') => send({ url: `/api/v1/sequences/${id}`, as })
const hidePose = (id: number, is_published: boolean) =>
  send({ method: 'PUT', url: `/api/v1/poses/${id}/publication`, as: 'admin', body: { is_published } })

interface Step {
  pose_id: number
  position_order: number
  duration_seconds: number
  side: string | null
  notes: string | null
}

const preset = {
  name: 'Of a test',
  description: 'Three poses.',
  difficulty_level: 'beginner',
  duration_minutes: 5,
  focus_area: 'relaxation',
  style: 'gentle',
  is_preset: true,
  poses: [
    { pose_id: 6, position_order: 1, duration_seconds: 120 },
    { pose_id: 10, position_order: 2, duration_seconds: 60, side: 'left', notes: 'Softly.' },
    { pose_id: 5, position_order: 3, duration_seconds: 120 },
  ],
}
const newPreset = async (): Promise<number> => (await create(preset)).json.sequence_id

/** Pairs of position and pose. */
const stepsOf = ({ json }: { json: { poses: Step[] } }) =>
  json.poses.map(({ position_order: position, pose_id }) => [position, pose_id])

const FORBIDDEN = [
  ['guest', 401],
  ['user', 403],
  ['other', 403],
] as const

describe('creating a sequence', () => {
  test('answers a preset of nobody, with its poses, and shows it to everybody', async () => {
    const { status, json } = await create(preset)
    assert.equal(status, 201)
    const { sequence_id, poses, image_url, ...facts } = json
    const { poses: _sent, ...sent } = preset
    assert.deepEqual(facts, {
      ...sent,
      theme: null,
      is_published: true,
      is_favorite: false,
      created_by: null,
      pose_count: 3,
      total_duration_seconds: 300,
      warnings: [],
      created_at: clock.now().toISOString(),
      updated_at: clock.now().toISOString(),
    })
    assert.match(image_url, /^\/images\/poses\//)
    assert.deepEqual(
      poses.map(({ sequence_pose_id, pose, ...step }: Step & { sequence_pose_id: number; pose: object }) => {
        assert.ok(sequence_pose_id > 0)
        assert.ok('instructions' in pose)
        return step
      }),
      preset.poses.map((step) => ({ side: null, notes: null, ...step })),
    )
    const { is_published: _seenByEditors, warnings: _too, ...shown } = json
    assert.deepEqual((await read(sequence_id)).json, shown)
  })

  test('that is no preset belongs to the administrator, and is seen by nobody else', async () => {
    const { is_preset: _default, ...custom } = preset
    const { status, json } = await create(custom)
    assert.equal(status, 201)
    assert.equal(json.is_preset, false)
    assert.equal(json.created_by, app.ids.admin)
    assert.equal((await read(json.sequence_id, 'admin')).status, 200)
    assert.equal((await read(json.sequence_id, 'user')).status, 404)
    assert.equal((await read(json.sequence_id)).status, 404)
  })

  test('keeps the positions and minutes that are stated, and says when the minutes are far off', async () => {
    const poses = preset.poses.map((step, i) => ({ ...step, position_order: 30 - i * 10 }))
    const far = await create({ ...preset, duration_minutes: '20', poses })
    assert.equal(far.json.duration_minutes, 20)
    assert.deepEqual(stepsOf(far), [
      [10, 5],
      [20, 10],
      [30, 6],
    ])
    assert.deepEqual(far.json.warnings, [
      {
        code: 'minutes_differ',
        detail: 'The sequence states 20 minutes; its poses are held for 5 minutes.',
      },
    ])
    const holds = (duration_seconds: number) => preset.poses.map((step) => ({ ...step, duration_seconds }))
    const warnings = async (duration_seconds: number) =>
      (await create({ ...preset, duration_minutes: 10, poses: holds(duration_seconds) })).json.warnings.length
    assert.deepEqual(
      [await warnings(182), await warnings(181), await warnings(222), await warnings(223)],
      [0, 1, 0, 1],
    )
  })

  test('keeps a theme, an image, notes, and markup as the plain text it is', async () => {
    const extras = { theme: 'evening', image_url: '/uploads/images/x.jpg', name: '<b>Evening</b>' }
    const { json } = await create({ ...preset, ...extras, is_published: 'no' })
    for (const [field, value] of Object.entries(extras)) assert.equal(json[field], value)
    assert.equal(json.is_published, false)
    assert.equal((await read(json.sequence_id)).status, 404)
    assert.equal(json.poses[1].notes, 'Softly.')
  })

  test('takes numbers sent as text', async () => {
    const poses = preset.poses.map((step) => ({
      pose_id: String(step.pose_id),
      position_order: String(step.position_order),
      duration_seconds: String(step.duration_seconds),
    }))
    assert.equal((await create({ ...preset, poses, is_preset: 'true' })).status, 201)
  })

  test('lists the poses that do not exist', async () => {
    const poses = [...preset.poses, 9998, 9999, 9998].map((step, i) =>
      typeof step === 'number' ? { pose_id: step, position_order: i + 1, duration_seconds: 60 } : step,
    )
    const { status, json } = await create({ ...preset, poses })
    assert.equal(status, 404)
    assert.equal(json.code, 'sequence.poses_not_found')
    assert.match(json.detail, /9998, 9999$/)
  })

  test('refuses two steps of one position, and says which', async () => {
    const poses = preset.poses.map((step) => ({ ...step, position_order: 1 }))
    const { status, json } = await create({ ...preset, poses })
    assert.equal(status, 422)
    assert.deepEqual(
      json.errors.map(({ loc }: { loc: unknown }) => loc),
      [
        ['body', 'poses', 1, 'position_order'],
        ['body', 'poses', 2, 'position_order'],
      ],
    )
  })

  test('refuses what is missing, blank or out of range', async () => {
    const [first] = preset.poses
    const oneStep = (change: object) => [{ ...first, ...change }, ...preset.poses.slice(1)]
    const wrong: [field: string, ...values: unknown[]][] = [
      ['name', undefined, null, '', '  ', 'x'.repeat(256)],
      ['description', '', 7],
      ['difficulty_level', undefined, null, 'expert'],
      ['duration_minutes', undefined, null, 0, 121, 1.5],
      ['focus_area', undefined, 'hair'],
      ['style', undefined, 'ashtanga'],
      ['is_preset', 'perhaps', null],
      ['image_url', 'javascript:alert(1)', ''],
      [
        'poses',
        undefined,
        null,
        [],
        preset.poses.slice(1),
        oneStep({ pose_id: undefined }),
        oneStep({ pose_id: 0 }),
        oneStep({ position_order: undefined }),
        oneStep({ position_order: 0 }),
        oneStep({ duration_seconds: 9 }),
        oneStep({ duration_seconds: 601 }),
        oneStep({ side: 'both' }),
        oneStep({ notes: '' }),
        Array.from({ length: 201 }, (_, i) => ({ ...first, position_order: i + 1 })),
      ],
    ]
    for (const [field, ...values] of wrong) {
      for (const value of values) {
        const { status, json } = await create({ ...preset, [field]: value })
        assert.equal(status, 422, `${field} ${JSON.stringify(value)}`)
        assert.equal(json.errors[0].loc[1], field)
      }
    }
  })

  for (const [person, status] of FORBIDDEN)
    test(`is refused to ${person}`, async () => {
      assert.equal((await create(preset, person)).status, status)
    })
})

describe('changing a sequence', () => {
  test('changes what the body names and nothing else', async () => {
    const before = (await read(9)).json
    clock.advance(60_000)
    const { status, json } = await update(9, { name: 'Renamed', description: null, is_preset: false })
    assert.equal(status, 200)
    const { is_published, warnings, ...after } = json
    assert.deepEqual([is_published, warnings], [true, []])
    assert.deepEqual(after, {
      ...before,
      name: 'Renamed',
      description: null,
      updated_at: clock.now().toISOString(),
    })
  })

  test('replaces all steps with those given', async () => {
    const id = await newPreset()
    const poses = [
      { pose_id: 5, position_order: 7, duration_seconds: 300 },
      { pose_id: 6, position_order: 2, duration_seconds: 30 },
      { pose_id: 6, position_order: 5, duration_seconds: 30 },
      { pose_id: 7, position_order: 1, duration_seconds: 30 },
    ]
    const answer = await update(id, { poses })
    assert.deepEqual(stepsOf(answer), [
      [1, 7],
      [2, 6],
      [5, 6],
      [7, 5],
    ])
    assert.equal(answer.json.total_duration_seconds, 390)
    assert.equal(answer.json.warnings.length, 1)
    assert.equal((await update(id, { poses: poses.slice(0, 2) })).status, 422)
    assert.equal(
      (await update(id, { poses: [...poses, { ...poses[0], pose_id: 9999, position_order: 8 }] })).status,
      404,
    )
    assert.deepEqual(stepsOf(await read(id)), stepsOf(answer))
  })

  test('with nothing to change leaves it as it is', async () => {
    const before = (await read(10)).json
    clock.advance(60_000)
    const same = before.poses.map(
      ({ pose: _pose, sequence_pose_id: _id, ...step }: Record<string, unknown>) => step,
    )
    for (const body of [{}, { name: before.name }, { poses: same }])
      assert.equal((await update(10, body)).json.updated_at, before.updated_at)
    assert.deepEqual((await read(10)).json, before)
  })

  test('never takes away what every sequence has [W14]', async () => {
    for (const body of [
      { name: null },
      { name: '' },
      { duration_minutes: null },
      { focus_area: null },
      { style: null },
      { difficulty_level: null },
      { poses: null },
      { poses: [] },
    ])
      assert.equal((await update(1, body)).status, 422, JSON.stringify(body))
  })

  test('keeps the steps of poses that are hidden now', async () => {
    const id = await newPreset()
    await hidePose(10, false)
    const { json } = await update(id, { name: 'With a hidden pose' })
    assert.equal(json.pose_count, 3)
    assert.equal(json.poses.length, 3)
    assert.equal(json.is_published, false)
    await hidePose(10, true)
    assert.equal((await publish(id, true)).json.poses.length, 3)
  })

  test('is refused for sequences that are not there, and for custom ones of others', async () => {
    const own = await send({
      method: 'POST',
      url: '/api/v1/sequences/custom',
      as: 'user',
      body: { ...preset, poses: preset.poses },
    })
    assert.equal(own.status, 201)
    for (const id of [999_999, own.json.sequence_id]) {
      assert.equal((await update(id, { name: 'Mine now' })).json.code, 'sequence.not_found')
      assert.equal((await publish(id, false)).status, 404)
      assert.equal((await remove(id)).status, 404)
    }
    assert.equal((await read(own.json.sequence_id, 'user')).json.name, 'Of a test')
  })

  for (const [person, status] of FORBIDDEN)
    test(`is refused to ${person}`, async () => {
      assert.equal((await update(1, { name: 'x' }, person)).status, status)
      assert.equal((await publish(1, false, person)).status, status)
      assert.equal((await remove(1, person)).status, status)
      assert.equal((await read(1)).status, 200)
    })
})

describe('publishing a sequence', () => {
  test('hides a preset from everybody and shows it again', async () => {
    const id = await newPreset()
    const hidden = await publish(id, false)
    assert.equal(hidden.status, 200)
    assert.equal(hidden.json.is_published, false)
    for (const person of ['guest', 'user', 'admin'] as const)
      assert.equal((await read(id, person)).status, 404)
    assert.equal((await update(id, { name: 'Still hidden' })).json.is_published, false)
    assert.equal((await publish(id, true)).json.is_published, true)
    assert.equal((await read(id)).json.name, 'Still hidden')
  })

  test('is refused while fewer than three of its poses are', async () => {
    const id = await newPreset()
    await hidePose(6, false)
    assert.equal((await read(id)).status, 404)
    const refused = await publish(id, true)
    assert.equal(refused.status, 409)
    assert.equal(refused.json.code, 'sequence.too_few_poses')
    await hidePose(6, true)
    assert.equal((await publish(id, true)).status, 200)
  })
})

describe('deleting a sequence', () => {
  test('removes it with its steps; sessions that practised it stay without it', async () => {
    const id = await newPreset()
    const started = await send({
      method: 'POST',
      url: '/api/v1/sessions/start',
      as: 'user',
      body: { sequence_id: id },
    })
    const { status, text } = await remove(id)
    assert.deepEqual([status, text], [204, ''])
    assert.equal((await read(id)).status, 404)
    assert.equal((await remove(id)).status, 404)
    const current = await send({ url: '/api/v1/sessions/current', as: 'user' })
    assert.equal(current.json.session_id, started.json.session_id)
    assert.equal(current.json.sequence_id, null)
  })
})
