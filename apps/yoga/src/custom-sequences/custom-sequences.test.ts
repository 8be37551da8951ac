import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { Person } from '../testing/people.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { clock } = app

const send = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, as: Person, body?: unknown) =>
  app.send({ method, url: `/api/v1${path}`, as, body })
const create = (body: unknown, as: Person = 'user') => send('POST', '/sequences/custom', as, body)
const update = (id: number, body: unknown, as: Person = 'user') =>
  send('PUT', `/sequences/custom/${id}`, as, body)
const remove = (id: number, as: Person = 'user') => send('DELETE', `/sequences/custom/${id}`, as)
const copy = (id: number, body?: unknown, as: Person = 'user') =>
  send('POST', `/sequences/${id}/copies`, as, body)
const read = async (id: number) => (await send('GET', `/sequences/${id}`, 'user')).json
const names = async (query = '', as: Person = 'user') =>
  (await send('GET', `/sequences/custom${query}`, as)).json.sequences.map(
    ({ name }: { name: string }) => name,
  )
const change = async (text: string, ...values: unknown[]) =>
  (await app.deps.db.execute({ shape: 'test.change', text, values })).rows

const steps = [
  { pose_id: 6, duration_seconds: 120 },
  { pose_id: 36, duration_seconds: 45, side: 'left', notes: 'Long through the ribs.' },
  { pose_id: 5, duration_seconds: 300 },
]
const evening = {
  name: 'Evening',
  description: 'Before bed.',
  difficulty_level: 'beginner',
  focus_area: 'relaxation',
  style: 'gentle',
  poses: steps,
}
const createdId = async (body: object = {}, as: Person = 'user'): Promise<number> => {
  const { status, json } = await create({ ...evening, ...body }, as)
  assert.equal(status, 201)
  return json.sequence_id
}
const poseIds = (poses: { pose_id: number }[]) => poses.map(({ pose_id }) => pose_id)
const repeated = (count: number, duration_seconds: number) =>
  Array.from({ length: count }, () => ({ pose_id: 5, duration_seconds }))

beforeEach(() => change('delete from sequences where not is_preset'))

describe('making a sequence', () => {
  test('answers it with steps, poses and minutes rounded up', async () => {
    const { status, json } = await create(evening)
    assert.equal(status, 201)
    const { sequence_id, poses, ...rest } = json
    assert.deepEqual(rest, {
      name: 'Evening',
      description: 'Before bed.',
      difficulty_level: 'beginner',
      duration_minutes: 8,
      focus_area: 'relaxation',
      style: 'gentle',
      theme: null,
      is_preset: false,
      image_url: '/images/poses/corpse-pose.svg',
      pose_count: 3,
      total_duration_seconds: 465,
      is_favorite: false,
      created_at: clock.now().toISOString(),
      updated_at: clock.now().toISOString(),
      created_by: app.ids.user,
      warnings: [],
    })
    const [first, second] = poses
    assert.deepEqual(
      [first.position_order, first.side, first.notes, first.pose.name_english],
      [1, null, null, 'Easy Pose'],
    )
    assert.deepEqual(
      [second.position_order, second.side, second.notes, second.duration_seconds],
      [2, 'left', 'Long through the ribs.', 45],
    )
    const { warnings: _none, ...sequence } = rest
    assert.deepEqual(await read(sequence_id), { ...sequence, sequence_id, poses })
  })

  test('takes numbers as text, and holds a pose for a minute unless told', async () => {
    const { json } = await create({
      ...evening,
      description: undefined,
      poses: [
        { pose_id: '1' },
        { pose_id: 2, duration_seconds: '30' },
        { pose_id: 3, side: null, notes: null },
      ],
    })
    assert.equal(json.description, null)
    assert.deepEqual(
      json.poses.map((step: { duration_seconds: number }) => step.duration_seconds),
      [60, 30, 60],
    )
    assert.equal(json.duration_minutes, 3)
  })

  test('puts the steps in the order of their positions when they have them', async () => {
    const { json } = await create({
      ...evening,
      poses: [
        { pose_id: 3, position_order: 30 },
        { pose_id: 1, position_order: 1 },
        { pose_id: 2, position_order: 7 },
      ],
    })
    assert.deepEqual(poseIds(json.poses), [1, 2, 3])
    for (const positions of [
      [1, 1, 2],
      [1, undefined, 2],
    ]) {
      const poses = positions.map((position_order) => ({ pose_id: 1, position_order }))
      assert.equal((await create({ ...evening, poses })).status, 422)
    }
  })

  test('warns beyond two hours and refuses beyond four', async () => {
    const { json: long } = await create({ ...evening, poses: repeated(12, 600) })
    assert.deepEqual([long.duration_minutes, long.warnings], [120, []])
    const { json: longer } = await create({ ...evening, poses: [...repeated(12, 600), ...repeated(1, 10)] })
    assert.equal(longer.duration_minutes, 121)
    assert.equal(longer.warnings[0].code, 'over_two_hours')
    assert.equal((await create({ ...evening, poses: repeated(24, 600) })).json.duration_minutes, 240)
    const refused = await create({ ...evening, poses: [...repeated(24, 600), ...repeated(1, 10)] })
    assert.equal(refused.status, 422)
    assert.equal(refused.json.code, 'custom_sequence.too_long')
    assert.match(refused.json.detail, /241 minutes/)
    assert.equal((await names('?page_size=1')).length, 1)
  })

  test('names the poses that do not exist or are not published', async () => {
    await change('update poses set is_published = false where pose_id = 36')
    const { status, json } = await create({
      ...evening,
      poses: [...steps, { pose_id: 9999 }, { pose_id: 998 }, { pose_id: 998 }],
    })
    await change('update poses set is_published = true')
    assert.equal(status, 404)
    assert.equal(json.code, 'sequence.poses_not_found')
    assert.equal(json.detail, 'Poses with these IDs not found: 36, 998, 9999')
    assert.deepEqual(await names(), [])
  })

  test('refuses fields that are not as they should be', async () => {
    const broken: object[] = [
      { name: '' },
      { name: ' ' },
      { name: 'x'.repeat(256) },
      { name: 'two\nlines' },
      { name: 'nul\u0000' },
      { name: undefined },
      { description: 'x'.repeat(2001) },
      { description: 'nul\u0000' },
      { description: '\ud800' },
      { difficulty_level: 'expert' },
      { focus_area: null },
      { style: 'ashtanga' },
      { poses: undefined },
      { poses: steps.slice(1) },
      { poses: repeated(201, 10) },
      { poses: [...steps, { pose_id: 5, duration_seconds: 9 }] },
      { poses: [...steps, { pose_id: 5, duration_seconds: 601 }] },
      { poses: [...steps, { pose_id: 5, duration_seconds: 30.5 }] },
      { poses: [...steps, { pose_id: 0 }] },
      { poses: [...steps, { pose_id: 5, side: 'both' }] },
      { poses: [...steps, { pose_id: 5, notes: 'x'.repeat(501) }] },
    ]
    for (const fields of broken) {
      const { status, text } = await create({ ...evening, ...fields })
      assert.equal(status, 422, JSON.stringify(fields).slice(0, 80))
      assert.ok(!text.includes('xxxx'))
    }
    assert.deepEqual(await names(), [])
  })

  test('ends at two hundred a person, also when many are made at once', async () => {
    await change(
      `insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, created_by)
       select 'n' || n, 'beginner', 3, 'core', 'yin', $1 from generate_series(1, 196) as n`,
      app.ids.user,
    )
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(evening)))
    const statuses = answers.map(({ status }) => status)
    assert.deepEqual(statuses.toSorted(), [201, 201, 201, 201, 409, 409, 409, 409])
    const refused = answers.find(({ status }) => status === 409)!
    assert.equal(refused.json.code, 'custom_sequence.too_many')
    assert.equal((await copy(1)).json.code, 'custom_sequence.too_many')
    assert.equal((await create(evening, 'other')).status, 201)
  })
})

describe('changing a sequence', () => {
  test('changes what is given and leaves the rest', async () => {
    const id = await createdId()
    const before = await read(id)
    clock.advance(60_000)
    const { status, json } = await update(id, { name: 'Night', description: null, style: 'yin' })
    assert.equal(status, 200)
    const { warnings, ...after } = json
    assert.deepEqual(warnings, [])
    assert.deepEqual(after, {
      ...before,
      name: 'Night',
      description: null,
      style: 'yin',
      updated_at: clock.now().toISOString(),
    })
    assert.deepEqual(await read(id), after)
  })

  test('replaces all steps with fewer, more or others', async () => {
    const id = await createdId()
    for (const wanted of [
      [1, 2, 3, 4, 5],
      [5, 5, 5],
      [3, 2, 1, 10],
    ]) {
      const { json } = await update(id, { poses: wanted.map((pose_id) => ({ pose_id })) })
      assert.deepEqual(poseIds(json.poses), wanted)
      assert.equal(json.duration_minutes, wanted.length)
      assert.ok(
        json.poses.every((step: { side: null; notes: null }) => step.side === null && step.notes === null),
      )
    }
  })

  test('fails as a whole: nothing changes', async () => {
    const id = await createdId()
    const before = await read(id)
    const answers = [
      await update(id, { name: 'New', poses: [...steps, { pose_id: 9999 }] }),
      await update(id, { name: 'New', poses: repeated(25, 600) }),
      await update(id, { name: 'New', poses: steps.slice(1) }),
      await update(id, { name: '' }),
      await update(id, { difficulty_level: null }),
    ]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 422, 422, 422, 422],
    )
    assert.deepEqual(await read(id), before)
  })

  test('at the same time leaves the steps of one of them', async () => {
    const id = await createdId()
    const variants = [3, 4, 5, 6, 7, 8].map((count) =>
      Array.from({ length: count }, () => ({ pose_id: count })),
    )
    const answers = await Promise.all(variants.map((poses) => update(id, { poses })))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    const { poses } = await read(id)
    assert.deepEqual(poseIds(poses), poseIds(variants.find(({ length }) => length === poses.length)!))
  })

  test('and the removal of a pose of it never wait for each other in a ring', async () => {
    const { pose_id } = (
      await send('POST', '/poses', 'admin', {
        name_english: 'Short-lived',
        category: 'arm_balances',
        difficulty_level: 'beginner',
        description: 'Soon gone.',
        instructions: ['Place the hands.'],
        image_urls: ['/images/poses/upward-plank-pose.svg'],
      })
    ).json
    const poses = [...steps, { pose_id }]
    const ids = await Promise.all(Array.from({ length: 8 }, () => createdId({ poses })))
    const removal = send('DELETE', `/poses/${pose_id}`, 'admin')
    const answers = await Promise.all(ids.map((id) => update(id, { poses })))
    assert.equal((await removal).status, 204)
    for (const { status, text } of answers) assert.ok([200, 404].includes(status), `${status} ${text}`)
    for (const id of ids) assert.deepEqual(poseIds((await read(id)).poses), poseIds(steps))
  })
})

describe('copying a sequence', () => {
  test('makes a preset a sequence of your own, which no longer follows it', async () => {
    const preset = await read(4)
    const { status, json } = await copy(4)
    assert.equal(status, 201)
    assert.equal(json.name, 'Slow Sun Salutes (copy)')
    assert.equal(json.created_by, app.ids.user)
    assert.equal(json.is_preset, false)
    assert.deepEqual(json.description, preset.description)
    const facts = (poses: Record<string, unknown>[]) =>
      poses.map(({ pose_id, duration_seconds, side, notes }) => [pose_id, duration_seconds, side, notes])
    assert.deepEqual(facts(json.poses), facts(preset.poses))
    await update(json.sequence_id, { poses: steps })
    assert.deepEqual(await read(4), preset)
  })

  test('takes a name, and sequences of your own', async () => {
    const id = await createdId()
    assert.equal((await copy(id, { name: 'Twin' })).json.name, 'Twin')
    assert.deepEqual(await names('?sort=name'), ['Evening', 'Twin'])
    assert.equal((await copy(id, { name: '' })).status, 422)
    const longName = await createdId({ name: '🧘'.repeat(127) })
    assert.ok([...(await copy(longName)).json.name].length <= 255)
  })

  test('finds neither those of others nor those that are not published', async () => {
    const id = await createdId()
    for (const as of ['other', 'admin'] as const) assert.equal((await copy(id, {}, as)).status, 404)
    await change('update sequences set is_published = false where sequence_id = 4')
    const hidden = await copy(4)
    await change('update sequences set is_published = true where sequence_id = 4')
    assert.equal(hidden.status, 404)
    assert.equal((await copy(9999)).status, 404)
  })

  test('leaves out poses that are not published, and needs three that are', async () => {
    const id = await createdId({ poses: [...steps, { pose_id: 10 }] })
    await change('update poses set is_published = false where pose_id = 36')
    const three = await copy(id)
    await change('update poses set is_published = false where pose_id = 10')
    const two = await copy(id)
    await change('update poses set is_published = true')
    assert.deepEqual(poseIds(three.json.poses), [6, 5, 10])
    assert.equal(two.status, 409)
    assert.equal(two.json.code, 'custom_sequence.too_few_steps')
  })
})

describe('deleting a sequence', () => {
  test('keeps the sessions in which it was practised', async () => {
    const id = await createdId()
    await send('PUT', `/favorites/${id}`, 'user')
    const { session_id } = (await send('POST', '/sessions/start', 'user', { sequence_id: id })).json
    assert.equal((await remove(id)).status, 204)
    assert.equal((await remove(id)).status, 404)
    const { json } = await send('GET', '/sessions/current', 'user')
    assert.deepEqual([json.session_id, json.sequence_id], [session_id, null])
    assert.equal((await send('GET', '/favorites', 'user')).json.total, 0)
  })
})

describe('custom sequences of others', () => {
  test('and presets are not found, whoever asks to change them', async () => {
    const id = await createdId()
    const before = await read(id)
    for (const as of ['other', 'admin'] as const) {
      for (const target of [id, 4, 9999]) {
        for (const { status, json } of [
          await update(target, { name: 'Mine now' }, as),
          await remove(target, as),
        ]) {
          assert.equal(status, 404)
          assert.equal(json.code, 'sequence.not_found')
        }
      }
      assert.deepEqual(await names('', as), [])
    }
    assert.equal((await remove(4)).status, 404)
    assert.deepEqual(await read(id), before)
  })

  test('need signing in', async () => {
    const id = await createdId()
    for (const { status } of [
      await create(evening, 'guest'),
      await update(id, { name: 'x' }, 'guest'),
      await remove(id, 'guest'),
      await copy(4, {}, 'guest'),
      await send('GET', '/sequences/custom', 'guest'),
    ])
      assert.equal(status, 401)
  })
})

describe('the list of your sequences', () => {
  test('shows those changed last first, or by name or length, and finds parts of names', async () => {
    for (const [name, count] of [
      ['Béta', 5],
      ['Alpha', 9],
      ['Gamma', 3],
    ] as const) {
      await createdId({ name, poses: repeated(count, 60) })
      clock.advance(1000)
    }
    await createdId({ name: 'Not yours' }, 'other')
    assert.deepEqual(await names(), ['Gamma', 'Alpha', 'Béta'])
    assert.deepEqual(await names('?sort=name'), ['Alpha', 'Béta', 'Gamma'])
    assert.deepEqual(await names('?sort=shortest'), ['Gamma', 'Béta', 'Alpha'])
    assert.deepEqual(await names('?sort=longest'), ['Alpha', 'Béta', 'Gamma'])
    assert.deepEqual(await names('?search=BETA'), ['Béta'])
    assert.deepEqual(await names('?page_size=1&page=2'), ['Alpha'])
    const past = await send('GET', '/sequences/custom?page=9', 'user')
    assert.deepEqual(past.json, { sequences: [], total: 3, page: 9, page_size: 20, total_pages: 1 })
    assert.equal((await send('GET', '/sequences/custom?sort=size', 'user')).status, 422)
  })
})
