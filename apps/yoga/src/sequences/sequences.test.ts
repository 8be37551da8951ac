import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Person } from '../testing/people.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()

interface Item {
  sequence_id: number
  name: string
  difficulty_level: string
  duration_minutes: number
  focus_area: string
  style: string
  is_preset: boolean
  pose_count: number
  total_duration_seconds: number
  image_url: string
}

const get = (path: string, as: Person = 'guest') => app.send({ url: `/api/v1/sequences${path}`, as })
const list = async (query = '', as: Person = 'guest'): Promise<Item[]> => {
  const { status, json } = await get(`?page_size=100&${query}`, as)
  assert.equal(status, 200, query)
  assert.equal(json.total, json.sequences.length)
  return json.sequences
}
const names = async (query?: string, as?: Person) => (await list(query, as)).map(({ name }) => name)
const change = async (text: string, ...values: unknown[]) =>
  (await app.deps.db.execute({ shape: 'test.change', text, values })).rows

/** A custom sequence of three poses. */
async function insertCustom(as: 'user' | 'other', name: string): Promise<number> {
  const rows = await change(
    `with mine as (
      insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, created_by)
      values ($1, 'beginner', 3, 'core', 'yin', $2) returning sequence_id
    ) insert into sequence_poses (sequence_id, pose_id, position_order, side, notes)
    select sequence_id, pose_id, pose_id, 'left', 'slowly' from mine, generate_series(1, 3) as pose_id
    returning sequence_id`,
    name,
    app.ids[as],
  )
  return rows[0]![0] as number
}
const remove = (id: number) => change('delete from sequences where sequence_id = $1', id)

const presets = await list()

describe('the list of sequences', () => {
  test('shows every preset by name, to everyone', async () => {
    assert.equal(presets.length, 40)
    const listed = presets.map(({ name }) => name)
    assert.deepEqual(listed, listed.toSorted())
    for (const person of ['user', 'other', 'admin'] as const)
      assert.deepEqual(await list('', person), presets)
  })

  test('describes each with what cards show', async () => {
    const [item] = await list('search=slow%20sun')
    const { created_at, updated_at, description, ...rest } = item as Item & Record<string, string>
    assert.match(created_at!, /Z$/)
    assert.match(updated_at!, /Z$/)
    assert.match(description!, /sun salute/)
    assert.deepEqual(rest, {
      sequence_id: 4,
      name: 'Slow Sun Salutes',
      difficulty_level: 'beginner',
      duration_minutes: 15,
      focus_area: 'energy',
      style: 'vinyasa',
      theme: 'easy-morning',
      is_preset: true,
      image_url: '/images/poses/cobra-pose.svg',
      pose_count: 27,
      total_duration_seconds: 900,
      is_favorite: false,
    })
  })

  test('states minutes that match the poses', () => {
    for (const { name, duration_minutes, total_duration_seconds } of presets)
      assert.ok(Math.abs(duration_minutes * 60 - total_duration_seconds) <= 90, name)
  })

  test('comes in pages that do not overlap', async () => {
    const { sequences, ...page } = (await get('?page=3&page_size=15')).json
    assert.deepEqual(page, { total: 40, page: 3, page_size: 15, total_pages: 3 })
    assert.deepEqual(sequences, presets.slice(30))
    const past = await get('?page=4&page_size=15')
    assert.deepEqual(past.json.sequences, [])
    assert.equal(past.headers['x-total-count'], '40')
  })

  test('keeps sequences of one name in the order of their ids', async () => {
    const ids: number[] = []
    for (let i = 0; i < 4; i++) ids.push(await insertCustom('user', 'Twin'))
    const listed: number[] = []
    for (let page = 1; page <= 4; page++)
      listed.push((await get(`?search=twin&page_size=1&page=${page}`, 'user')).json.sequences[0].sequence_id)
    for (const id of ids) await remove(id)
    assert.deepEqual(listed, ids)
  })

  test('is sorted by length or age when asked', async () => {
    const id = await insertCustom('user', 'The newest')
    try {
      assert.equal((await list('sort=newest', 'user'))[0]!.sequence_id, id)
      assert.equal((await list('sort=shortest', 'user'))[0]!.sequence_id, id)
    } finally {
      await remove(id)
    }
    assert.deepEqual(
      await list('sort=shortest'),
      presets.toSorted((a, b) => a.duration_minutes - b.duration_minutes),
    )
    assert.deepEqual(
      await list('sort=longest&style=hatha'),
      presets
        .filter(({ style }) => style === 'hatha')
        .toSorted((a, b) => b.duration_minutes - a.duration_minutes),
    )
    assert.equal((await list('sort=newest')).length, 40)
    assert.equal((await get('?sort=prettiest')).status, 422)
  })

  test('prefers the image of the sequence to that of a pose', async () => {
    await change(`update sequences set image_url = '/images/x.svg' where sequence_id = 4`)
    const [item] = await list('search=slow%20sun')
    const detail = (await get('/4')).json
    await change('update sequences set image_url = null where sequence_id = 4')
    assert.equal(item!.image_url, '/images/x.svg')
    assert.equal(detail.image_url, '/images/x.svg')
  })

  test('has an image for every preset', () => {
    for (const { name, image_url } of presets)
      assert.match(image_url, /^\/images\/poses\/[a-z-]+\.svg$/, name)
  })
})

describe('filtering sequences', () => {
  const expected = (keep: (item: Item) => boolean) => presets.filter(keep).map(({ name }) => name)

  test('by level, focus, style and minutes, all together', async () => {
    assert.deepEqual(
      await names('difficulty=beginner'),
      expected((item) => item.difficulty_level === 'beginner'),
    )
    assert.deepEqual(
      await names('focus_area=core'),
      expected((item) => item.focus_area === 'core'),
    )
    assert.deepEqual(
      await names('style=yin'),
      expected((item) => item.style === 'yin'),
    )
    assert.deepEqual(
      await names('min_duration=30&max_duration=45'),
      expected((item) => item.duration_minutes >= 30 && item.duration_minutes <= 45),
    )
    const both = expected((item) => item.difficulty_level === 'intermediate' && item.style === 'hatha')
    assert.ok(both.length > 0)
    assert.deepEqual(await names('difficulty=intermediate&style=hatha'), both)
  })

  test('by the words short, medium and long', async () => {
    const bands: Record<string, (minutes: number) => boolean> = {
      short: (minutes) => minutes < 20,
      medium: (minutes) => minutes >= 20 && minutes <= 35,
      long: (minutes) => minutes > 35,
    }
    let total = 0
    for (const [word, isIn] of Object.entries(bands)) {
      const found = await names(`duration=${word}`)
      assert.deepEqual(
        found,
        expected((item) => isIn(item.duration_minutes)),
      )
      total += found.length
    }
    assert.equal(total, 40)
    assert.deepEqual(
      await names('duration=medium&min_duration=10&max_duration=25'),
      expected(({ duration_minutes: minutes }) => minutes >= 20 && minutes <= 25),
    )
    assert.deepEqual(await names('duration=long&max_duration=35'), [])
  })

  test('takes category for the style; what is no style finds nothing', async () => {
    assert.deepEqual(await names('category=yin'), await names('style=yin'))
    assert.deepEqual(await names('category='), await names())
    for (const query of ['category=ashtanga', 'category=yin&style=power'])
      assert.deepEqual(await names(query), [], query)
    assert.deepEqual(await names('category=yin&style=yin'), await names('style=yin'))
  })

  test('searches names, whatever the case, accents and wildcards', async () => {
    assert.deepEqual(await names('search=SLÒW'), [
      'Slow Hips and Hamstrings',
      'Slow Sun Salutes',
      'Slow Wringing',
      'Upside Down, Slowly',
    ])
    for (const search of ['%25', '_', '%5C']) assert.deepEqual(await names(`search=${search}`), [], search)
  })

  test('refuses unknown words and numbers out of range', async () => {
    for (const query of [
      'difficulty=expert',
      'focus_area=hair',
      'style=ashtanga',
      'duration=endless',
      'min_duration=0',
      'max_duration=x',
      'preset_only=maybe',
      'page=0',
      'page_size=101',
    ])
      assert.equal((await get(`?${query}`)).status, 422, query)
  })
})

describe('custom sequences', () => {
  test('are seen by their owner, by nobody else [W18]', async () => {
    const id = await insertCustom('user', 'Mine alone')
    try {
      const [mine] = await list('search=mine%20alone', 'user')
      assert.equal(mine!.sequence_id, id)
      assert.equal(mine!.is_preset, false)
      assert.equal((await list('', 'user')).length, 41)
      assert.equal((await get(`/${id}`, 'user')).status, 200)
      for (const person of ['guest', 'other', 'admin'] as const) {
        assert.deepEqual(await list('', person), presets)
        const { status, json } = await get(`/${id}`, person)
        assert.equal(status, 404)
        assert.equal(json.detail, `Sequence with ID ${id} not found`)
      }
    } finally {
      await remove(id)
    }
  })

  test('can be listed alone or left out [W18]', async () => {
    const ids = [await insertCustom('user', 'Mine'), await insertCustom('other', 'Theirs')]
    try {
      assert.deepEqual(await names('preset_only=false', 'user'), ['Mine'])
      assert.deepEqual(await names('preset_only=false', 'other'), ['Theirs'])
      for (const person of ['guest', 'admin'] as const)
        assert.deepEqual(await names('preset_only=false', person), [])
      for (const word of ['true', '1', 'yes'])
        assert.deepEqual(await list(`preset_only=${word}`, 'user'), presets)
    } finally {
      for (const id of ids) await remove(id)
    }
  })

  test('are not seen with a token that is no longer good', async () => {
    const id = await insertCustom('user', 'Mine')
    const headers = { authorization: 'Bearer expired' }
    const answer = await app.send({ url: `/api/v1/sequences/${id}`, headers })
    const all = await app.send({ url: '/api/v1/sequences', headers })
    await remove(id)
    assert.equal(answer.status, 404)
    assert.equal(all.json.total, 40)
  })
})

describe('one sequence', () => {
  test('lists its steps in order, each with the whole pose', async () => {
    const { status, json } = await get('/4')
    assert.equal(status, 200)
    assert.equal(json.created_by, null)
    assert.equal(json.pose_count, 27)
    assert.equal(json.poses.length, 27)
    assert.deepEqual(
      json.poses.map((step: { position_order: number }) => step.position_order),
      Array.from({ length: 27 }, (_, i) => i + 1),
    )
    assert.equal(
      json.total_duration_seconds,
      json.poses.reduce((sum: number, step: { duration_seconds: number }) => sum + step.duration_seconds, 0),
    )
    const { sequence_pose_id, pose, ...step } = json.poses[6]
    assert.ok(sequence_pose_id > 0)
    assert.deepEqual(step, {
      pose_id: 45,
      position_order: 7,
      duration_seconds: 30,
      side: 'right',
      notes: 'Step one foot back and lower that knee.',
    })
    const { sequences, ...whole } = (await app.send({ url: '/api/v1/poses/45' })).json
    assert.ok(sequences.length > 0)
    assert.deepEqual(pose, whole)
  })

  test('agrees with the list', async () => {
    for (const item of presets) {
      const { poses, created_by, ...rest } = (await get(`/${item.sequence_id}`)).json
      assert.equal(poses.length, item.pose_count)
      assert.equal(created_by, null)
      assert.deepEqual(rest, item)
    }
  })

  test('leaves out steps whose pose is not published', async () => {
    await change('update poses set is_published = false where pose_id = 3')
    const { json } = await get('/4')
    const [item] = await list('search=slow%20sun')
    await change('update poses set is_published = true where pose_id = 3')
    assert.equal(json.poses.length, 21)
    assert.ok(json.poses.every(({ pose_id }: { pose_id: number }) => pose_id !== 3))
    assert.deepEqual([item!.pose_count, item!.total_duration_seconds], [21, 720])
    assert.deepEqual([json.pose_count, json.total_duration_seconds], [21, 720])
  })

  test('without a single published pose is empty', async () => {
    const id = await insertCustom('user', 'Empty')
    await change('update poses set is_published = false where pose_id <= 3')
    const { status, json } = await get(`/${id}`, 'user')
    await change('update poses set is_published = true where pose_id <= 3')
    await remove(id)
    assert.equal(status, 200)
    assert.deepEqual([json.poses, json.pose_count, json.image_url], [[], 0, null])
  })

  test('that is not published is found by nobody', async () => {
    await change('update sequences set is_published = false where sequence_id = 4')
    const seen = []
    for (const person of ['guest', 'user', 'admin'] as const)
      seen.push((await get('/4', person)).status, (await list('', person)).length)
    await change('update sequences set is_published = true where sequence_id = 4')
    assert.deepEqual(seen, [404, 39, 404, 39, 404, 39])
  })

  test('has a number for an id', async () => {
    for (const id of ['abc', '0', '2147483648']) assert.equal((await get(`/${id}`)).status, 422, id)
    assert.equal((await get('/9999')).status, 404)
  })
})

describe('kinds of sequences', () => {
  test('are counted over the presets', async () => {
    const id = await insertCustom('user', 'Not counted')
    const { status, json } = await get('/categories', 'user')
    await remove(id)
    assert.equal(status, 200)
    const tally = (key: (item: Item) => string) => {
      const counts: Record<string, number> = {}
      for (const item of presets) counts[key(item)] = (counts[key(item)] ?? 0) + 1
      return counts
    }
    const bucket = ({ duration_minutes: minutes }: Item) =>
      minutes <= 15 ? '0-15' : minutes <= 30 ? '16-30' : minutes <= 45 ? '31-45' : '46+'
    assert.deepEqual(json, {
      by_difficulty: tally((item) => item.difficulty_level),
      by_focus_area: tally((item) => item.focus_area),
      by_style: tally((item) => item.style),
      by_duration: tally(bucket),
    })
  })

  test('that do not occur are left out, but every length is named', async () => {
    await change(`update sequences set is_published = false where style = 'yin' or duration_minutes > 45`)
    const { json } = await get('/categories')
    await change('update sequences set is_published = true')
    assert.ok(!('yin' in json.by_style))
    assert.deepEqual(Object.keys(json.by_duration), ['0-15', '16-30', '31-45', '46+'])
    assert.equal(json.by_duration['46+'], 0)
  })

  test('have their words listed', async () => {
    assert.deepEqual((await get('/focus-areas')).json, {
      focus_areas: ['flexibility', 'strength', 'relaxation', 'balance', 'core', 'energy'],
    })
    assert.deepEqual((await get('/styles')).json, {
      styles: ['vinyasa', 'yin', 'restorative', 'hatha', 'power', 'gentle'],
    })
  })
})
