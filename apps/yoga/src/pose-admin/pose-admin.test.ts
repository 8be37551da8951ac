import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { skipWithout } from '@groundwork/kit/testing/services'
import type { Person } from '../testing/people.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send, clock } = app

const POSES = '/api/v1/poses'
const create = (body: unknown, as: Person = 'admin') => send({ method: 'POST', url: POSES, as, body })
const update = (id: unknown, body: unknown, as: Person = 'admin') =>
  send({ method: 'PUT', url: `${POSES}/${id}`, as, body })
const publish = (id: unknown, is_published: unknown, as: Person = 'admin') =>
  send({ method: 'PUT', url: `${POSES}/${id}/publication`, as, body: { is_published } })
const remove = (id: unknown, as: Person = 'admin') => send({ method: 'DELETE', url: `${POSES}/${id}`, as })
const read = (id: unknown) => send({ url: `${POSES}/${id}` })
const sequence = (id: number, as: Person = 'guest') => send({ url: `/api/v1/sequences/${id}`, as })
const rows = async (text: string, ...values: unknown[]) =>
  (await app.deps.db.execute({ shape: 'test.rows', text, values })).rows

const plank = {
  name_english: 'Plank Pose',
  category: 'arm_balances',
  difficulty_level: 'beginner',
  description: 'The top of a push-up, held.',
  instructions: ['Place the hands.', 'Step back.'],
  image_urls: ['/images/poses/upward-plank-pose.svg'],
}
const newPose = async (): Promise<number> => (await create(plank)).json.pose_id

/** A sequence of an owner, or a preset, with these poses from position 10 on. */
async function insertSequence(owner: number | null, ...poseIds: number[]): Promise<number> {
  const [row] = await rows(
    `with made as (
      insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, is_preset, created_by)
      values ('Of a test', 'beginner', 3, 'core', 'yin', $1::integer is null, $1) returning sequence_id
    ) insert into sequence_poses (sequence_id, pose_id, position_order, duration_seconds, notes)
    select sequence_id, pose_id, position + 9, 30, 'note ' || position
    from made, unnest($2::integer[]) with ordinality as given (pose_id, position)
    returning sequence_id`,
    owner,
    poseIds,
  )
  return row![0] as number
}

const isSomebodyWaiting = async () =>
  (
    await rows(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).length > 0

const FORBIDDEN = [
  ['guest', 401],
  ['user', 403],
  ['other', 403],
] as const

describe('creating a pose', () => {
  test('answers it with everything that was left out empty, and shows it to everybody', async () => {
    const { status, json } = await create(plank)
    assert.equal(status, 201)
    const { pose_id, ...pose } = json
    assert.ok(pose_id > 80)
    assert.deepEqual(pose, {
      ...plank,
      name_sanskrit: null,
      name_sanskrit_iast: null,
      entry_instructions: [],
      exit_instructions: [],
      holding_cues: null,
      breathing_pattern: null,
      has_side_variation: false,
      default_duration_seconds: 60,
      benefits: null,
      benefits_list: [],
      contraindications: null,
      contraindications_list: [],
      modifications: [],
      props: [],
      target_areas: [],
      audio_url: null,
      is_published: true,
      created_at: clock.now().toISOString(),
      updated_at: clock.now().toISOString(),
    })
    const { is_published: _seenByAdmins, ...shown } = json
    const { sequences, ...found } = (await read(pose_id)).json
    assert.deepEqual(found, shown)
    assert.deepEqual(sequences, [])
    assert.equal((await send({ url: `${POSES}?search=plank%20pose` })).json.total >= 1, true)
  })

  test('keeps every field that is sent, and numbers and flags sent as text [W16]', async () => {
    const full = {
      ...plank,
      name_sanskrit: 'Phalakasana',
      name_sanskrit_iast: 'Phalakāsana',
      entry_instructions: ['Kneel.'],
      exit_instructions: ['Lower the knees.'],
      holding_cues: 'Push the floor away.\nBreathe.',
      breathing_pattern: 'Even.',
      modifications: ['Knees down'],
      props: ['mat'],
      target_areas: ['arms', 'core'],
      audio_url: 'https://example.com/plank.mp3',
    }
    const { json } = await create({
      ...full,
      has_side_variation: 'yes',
      default_duration_seconds: '45',
      benefits: '• Stronger arms\n- A steady middle\n\n',
      contraindications: ['Sore wrists'],
      is_published: false,
      pose_id: 1,
      unknown_field: 'ignored',
    })
    for (const [field, value] of Object.entries(full)) assert.deepEqual(json[field], value, field)
    assert.equal(json.has_side_variation, true)
    assert.equal(json.default_duration_seconds, 45)
    assert.deepEqual(json.benefits_list, ['Stronger arms', 'A steady middle'])
    assert.equal(json.benefits, '• Stronger arms\n• A steady middle')
    assert.deepEqual(json.contraindications_list, ['Sore wrists'])
    assert.equal(json.is_published, false)
    assert.equal((await read(json.pose_id)).status, 404)
    assert.equal((await read(1)).json.name_english, 'Mountain Pose')
  })

  test('keeps markup as the plain text it is, in JSON that no browser renders', async () => {
    const name_english = `<script>alert('x')</script> & <b>Plank</b>`
    const { json, headers } = await create({ ...plank, name_english, description: '<img onerror=alert(1)>' })
    assert.equal(json.name_english, name_english)
    assert.equal(json.description, '<img onerror=alert(1)>')
    assert.match(String(headers['content-type']), /^application\/json/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal((await read(json.pose_id)).json.name_english, name_english)
  })

  test('refuses a pose with something missing, empty, blank or unknown', async () => {
    const wrong: [field: string, ...values: unknown[]][] = [
      ['name_english', undefined, null, '', '   ', 'a\nb', 'a\u0000b', 'x'.repeat(256), 7],
      ['category', undefined, null, '', 'hip_opener', 'Standing'],
      ['difficulty_level', undefined, null, 'expert'],
      ['description', undefined, null, '', ' \n '],
      ['instructions', undefined, null, [], [''], ['ok', '  '], 'Step back.', [null]],
      [
        'image_urls',
        undefined,
        null,
        [],
        [''],
        ['javascript:alert(1)'],
        ['JavaScript:alert(1)'],
        ['data:image/svg+xml,<svg/>'],
        ['//evil.example/x.png'],
        ['/a b.png'],
      ],
      ['name_sanskrit', '', 'x'.repeat(256)],
      ['benefits', [''], 7, 'x'.repeat(1001)],
      ['target_areas', [''], 'core', ['x'.repeat(51)]],
      ['audio_url', '', 'file:///etc/passwd'],
      ['has_side_variation', 'maybe', null],
      ['default_duration_seconds', 9, 601, 'long', null],
    ]
    for (const [field, ...values] of wrong) {
      for (const value of values) {
        const { status, json } = await create({ ...plank, [field]: value })
        assert.equal(status, 422, `${field} ${JSON.stringify(value)}`)
        assert.equal(json.errors[0].loc[1], field)
        assert.equal(typeof json.detail, 'string')
      }
    }
    assert.equal((await create(undefined)).status, 422)
    assert.equal((await create([])).status, 422)
  })

  for (const [person, status] of FORBIDDEN)
    test(`is refused to ${person}`, async () => {
      assert.equal((await create(plank, person)).status, status)
    })
})

describe('changing a pose', () => {
  test('changes what the body names and nothing else', async () => {
    const before = (await read(3)).json
    clock.advance(60_000)
    const { status, json } = await update(3, { description: 'An upside-down V.', benefits: null })
    assert.equal(status, 200)
    const { is_published, ...after } = json
    const { sequences: _sequences, ...rest } = before
    assert.deepEqual(after, {
      ...rest,
      description: 'An upside-down V.',
      benefits: null,
      benefits_list: [],
      updated_at: clock.now().toISOString(),
    })
    assert.equal(is_published, true)
    assert.equal((await read(3)).json.description, 'An upside-down V.')
  })

  test('with nothing to change leaves it as it is', async () => {
    const before = (await read(4)).json
    clock.advance(60_000)
    for (const body of [{}, { name_english: before.name_english, props: before.props }]) {
      const { status, json } = await update(4, body)
      assert.equal(status, 200)
      assert.equal(json.updated_at, before.updated_at)
    }
  })

  test('never leaves a row that breaks the lists that contain it [W14]', async () => {
    for (const body of [
      { instructions: [] },
      { instructions: null },
      { image_urls: [] },
      { image_urls: null },
      { name_english: null },
      { name_english: ' ' },
      { category: null },
      { difficulty_level: null },
      { description: null },
      { has_side_variation: null },
      { default_duration_seconds: null },
    ])
      assert.equal((await update(5, body)).status, 422, JSON.stringify(body))
    assert.equal((await send({ url: `${POSES}?page_size=100` })).status, 200)
  })

  test('empties what may be empty', async () => {
    const id = (await create({ ...plank, name_sanskrit: 'Phalakasana', props: ['mat'] })).json.pose_id
    const { json } = await update(id, { name_sanskrit: null, props: null, target_areas: [] })
    assert.equal(json.name_sanskrit, null)
    assert.deepEqual(json.props, [])
    assert.deepEqual(json.target_areas, [])
  })

  test('of two at once loses neither', async () => {
    const id = await newPose()
    await Promise.all([update(id, { holding_cues: 'Breathe.' }), update(id, { props: ['mat'] })])
    const { json } = await read(id)
    assert.deepEqual([json.holding_cues, json.props], ['Breathe.', ['mat']])
  })

  test('is refused for a pose that is not there', async () => {
    const { status, json } = await update(999_999, { description: 'x' })
    assert.equal(status, 404)
    assert.equal(json.detail, 'Pose with ID 999999 not found')
    assert.equal((await update('abc', { description: 'x' })).status, 422)
  })

  for (const [person, status] of FORBIDDEN)
    test(`is refused to ${person}`, async () => {
      assert.equal((await update(1, { description: 'x' }, person)).status, status)
    })
})

describe('publishing a pose', () => {
  test('hides it from the library and shows it again', async () => {
    const id = await newPose()
    const hidden = await publish(id, false)
    assert.equal(hidden.status, 200)
    assert.equal(hidden.json.is_published, false)
    assert.equal(hidden.headers['x-sequences-unpublished'], '0')
    assert.equal((await read(id)).status, 404)
    assert.equal((await update(id, { props: ['mat'] })).json.is_published, false)
    assert.equal((await publish(id, 'true')).json.is_published, true)
    assert.deepEqual((await read(id)).json.props, ['mat'])
  })

  test('hides presets that are left with fewer than three poses, for as long as they are', async () => {
    const [a, b] = [await newPose(), await newPose()]
    const thin = await insertSequence(null, 1, a, b)
    const thick = await insertSequence(null, 1, 2, 3, a)
    const custom = await insertSequence(app.ids.user, 1, a, b)
    const { headers } = await publish(a, false)
    assert.equal(headers['x-sequences-unpublished'], '1')
    assert.equal((await sequence(thin)).status, 404)
    assert.equal((await sequence(thick)).json.poses.length, 3)
    assert.equal((await sequence(custom, 'user')).json.poses.length, 2)
    assert.equal((await publish(b, false)).headers['x-sequences-unpublished'], '0')
    await publish(a, true)
    assert.equal((await sequence(thin)).status, 404)
  })

  test('is refused without a word, for a pose that is not there, and to others', async () => {
    for (const word of [undefined, null, 'perhaps', 2]) assert.equal((await publish(1, word)).status, 422)
    assert.equal((await publish(999_999, true)).status, 404)
    for (const [person, status] of FORBIDDEN) assert.equal((await publish(1, false, person)).status, status)
    assert.equal((await read(1)).status, 200)
  })
})

describe('deleting a pose', () => {
  test('takes it out of every sequence, whose steps are numbered anew', async () => {
    const id = await newPose()
    const preset = await insertSequence(null, id, 1, 2, id, 3)
    const custom = await insertSequence(app.ids.other, 4, id, 5, 6)
    const { status, headers, text } = await remove(id)
    assert.equal(status, 204)
    assert.equal(text, '')
    assert.equal(headers['x-sequences-changed'], '2')
    assert.equal(headers['x-sequences-unpublished'], '0')
    assert.equal((await read(id)).status, 404)
    const steps = (await sequence(preset)).json.poses as Record<string, unknown>[]
    assert.deepEqual(
      steps.map((step) => [step['position_order'], step['pose_id'], step['notes'], step['duration_seconds']]),
      [
        [1, 1, 'note 2', 30],
        [2, 2, 'note 3', 30],
        [3, 3, 'note 5', 30],
      ],
    )
    const theirs = (await sequence(custom, 'other')).json.poses as {
      position_order: number
      pose_id: number
    }[]
    assert.deepEqual(
      theirs.map((step) => [step.position_order, step.pose_id]),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    )
  })

  test('hides a sequence that is left with fewer than three poses, and says so', async () => {
    const id = await newPose()
    const preset = await insertSequence(null, 1, id, 2)
    const { headers } = await remove(id)
    assert.equal(headers['x-sequences-unpublished'], '1')
    assert.equal((await sequence(preset)).status, 404)
    assert.deepEqual(await rows('select is_published from sequences where sequence_id = $1', preset), [
      [false],
    ])
  })

  test('leaves other sequences untouched', async () => {
    const before = (await sequence(7)).json
    await remove(await newPose())
    assert.deepEqual((await sequence(7)).json, before)
  })

  test(
    'while a sequence with it is being made waits for that one',
    { skip: skipWithout('postgres') },
    async () => {
      const id = await newPose()
      const made = Promise.withResolvers<number>()
      const release = Promise.withResolvers<void>()
      const making = app.deps.db.transaction(async (tx) => {
        const execute = (text: string, ...values: unknown[]) =>
          tx.execute({ shape: 'test.make', text, values })
        const { rows: inserted } = await execute(
          `insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, is_preset)
          values ('Of a test', 'beginner', 3, 'core', 'yin', true) returning sequence_id`,
        )
        const sequenceId = inserted[0]![0] as number
        await execute(
          `insert into sequence_poses (sequence_id, pose_id, position_order)
          select $1, pose_id, pose_id from unnest($2::integer[]) as pose_id`,
          sequenceId,
          [1, 2, 3, id],
        )
        made.resolve(sequenceId)
        await release.promise
      })
      const sequenceId = await made.promise
      const removing = remove(id)
      while (!(await isSomebodyWaiting()));
      release.resolve()
      await making
      assert.equal((await removing).headers['x-sequences-changed'], '1')
      assert.equal((await sequence(sequenceId)).json.poses.length, 3)
    },
  )

  test('is refused for a pose that is not there, and to others', async () => {
    const id = await newPose()
    for (const [person, status] of FORBIDDEN) assert.equal((await remove(id, person)).status, status)
    assert.equal((await remove(id)).status, 204)
    assert.equal((await remove(id)).status, 404)
  })
})

test('poses that share sequences are deleted at once without waiting for each other in a ring', async () => {
  const poseIds = await Promise.all(Array.from({ length: 6 }, newPose))
  for (let i = 0; i < 3; i++) await insertSequence(null, ...poseIds)
  const answers = await Promise.all(poseIds.map((id) => remove(id)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    poseIds.map(() => 204),
  )
})
