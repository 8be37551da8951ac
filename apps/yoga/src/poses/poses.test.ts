import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()

const get = (path: string, as: 'guest' | 'user' | 'other' | 'admin' = 'guest') =>
  app.send({ url: `/api/v1/poses${path}`, as })
const names = async (query: string): Promise<string[]> => {
  const { status, json } = await get(`?${query}`)
  assert.equal(status, 200, query)
  return json.poses.map(({ name_english }: { name_english: string }) => name_english)
}
const change = (text: string, ...values: unknown[]) =>
  app.deps.db.execute({ shape: 'test.change', text, values })

async function withUnpublished<T>(poseId: number, work: () => Promise<T>): Promise<T> {
  await change('update poses set is_published = false where pose_id = $1', poseId)
  try {
    return await work()
  } finally {
    await change('update poses set is_published = true where pose_id = $1', poseId)
  }
}

describe('the list of poses', () => {
  test('is the same for everyone: all 80, by English name, 20 a page', async () => {
    const guest = await get('')
    assert.equal(guest.status, 200)
    const { poses, ...page } = guest.json
    assert.deepEqual(page, { total: 80, page: 1, page_size: 20, total_pages: 4 })
    assert.equal(guest.headers['x-total-count'], '80')
    const listed = poses.map(({ name_english }: { name_english: string }) => name_english)
    assert.deepEqual(listed, listed.toSorted())
    for (const person of ['user', 'other', 'admin'] as const)
      assert.equal((await get('', person)).text, guest.text)
  })

  test('carries all that a page about a pose needs [W16]', async () => {
    const pose = (await get('?search=tree')).json.poses[0]
    assert.equal(pose.pose_id, 10)
    assert.equal(pose.name_sanskrit_iast, 'Vṛkṣāsana')
    assert.equal(pose.benefits, pose.benefits_list.map((line: string) => `• ${line}`).join('\n'))
    assert.equal(
      pose.contraindications,
      pose.contraindications_list.map((line: string) => `• ${line}`).join('\n'),
    )
    assert.deepEqual(pose.image_urls, ['/images/poses/tree-pose.svg'])
    assert.deepEqual(pose.target_areas, ['legs', 'ankles', 'core', 'hips'])
    assert.ok(pose.instructions.length >= 8)
    assert.match(pose.created_at, /Z$/)
  })

  test('pages do not overlap and leave nothing out', async () => {
    const seen = new Set<string>()
    for (let page = 1; page <= 4; page++) for (const name of await names(`page=${page}`)) seen.add(name)
    assert.equal(seen.size, 80)
    assert.deepEqual(await names('page=5'), [])
    assert.equal((await get('?page=5')).json.total, 80)
  })

  test('with offset or limit reports the page they fall on', async () => {
    const pageOf = async (query: string) => {
      const { poses, ...page } = (await get(query)).json
      return { first: poses[0]?.name_english, ...page }
    }
    const all = [...(await names('page_size=50')), ...(await names('page_size=50&page=2'))]
    assert.deepEqual(await pageOf('?offset=20'), {
      first: all[20],
      total: 80,
      page: 2,
      page_size: 20,
      total_pages: 4,
    })
    assert.deepEqual(await pageOf('?limit=30'), {
      first: all[0],
      total: 80,
      page: 1,
      page_size: 30,
      total_pages: 3,
    })
    assert.deepEqual(await pageOf('?offset=75&limit=10&page=1&page_size=5'), {
      first: all[75],
      total: 80,
      page: 8,
      page_size: 10,
      total_pages: 8,
    })
    assert.deepEqual((await get('?offset=80')).json.poses, [])
  })

  test('keeps poses of one name in the order of their ids', async () => {
    const { rows } = await change(`
      insert into poses (name_english, category, difficulty_level, description, instructions, image_urls)
      select 'Same Name', 'seated', 'beginner', 'd', '{i}', '{/x.svg}' from generate_series(1, 5) returning pose_id`)
    const ids = rows.map(([id]) => id)
    const listed: unknown[] = []
    for (let offset = 0; offset < 5; offset++)
      listed.push((await get(`?search=same%20name&limit=1&offset=${offset}`)).json.poses[0].pose_id)
    await change(`delete from poses where name_english = 'Same Name'`)
    assert.deepEqual(listed, ids)
  })

  test('is sorted by level when asked, and by name within one', async () => {
    const ranks = ['beginner', 'intermediate', 'advanced']
    const { poses } = (await get('?page_size=100')).json
    for (const [sort, direction] of [
      ['easiest', 1],
      ['hardest', -1],
    ] as const) {
      const sorted = (await get(`?page_size=100&sort=${sort}`)).json.poses
      assert.deepEqual(
        sorted,
        poses.toSorted(
          (a: { difficulty_level: string }, b: { difficulty_level: string }) =>
            direction * (ranks.indexOf(a.difficulty_level) - ranks.indexOf(b.difficulty_level)),
        ),
      )
    }
    assert.equal((await get('?sort=prettiest')).status, 422)
  })

  test('is empty, with no pages, when nothing matches', async () => {
    const { poses, ...page } = (await get('?search=nothing-like-this')).json
    assert.deepEqual(poses, [])
    assert.deepEqual(page, { total: 0, page: 1, page_size: 20, total_pages: 0 })
  })

  test('refuses pages and bounds out of range', async () => {
    for (const query of [
      'page=0',
      'page_size=0',
      'page_size=101',
      'page=x',
      'offset=-1',
      'limit=0',
      'limit=101',
    ])
      assert.equal((await get(`?${query}`)).status, 422, query)
  })
})

describe('searching poses', () => {
  test('finds English and Sanskrit names, with and without diacritics, in any case', async () => {
    for (const search of ['tree', 'TREE pose', 'vrksasana', 'Vṛkṣāsana', 'vr̥kṣa'.normalize('NFC')])
      assert.ok((await names(`search=${encodeURIComponent(search)}`)).includes('Tree Pose'), search)
    assert.deepEqual(await names('search=%20warrior%20'), [
      'Reverse Warrior',
      'Warrior I',
      'Warrior II',
      'Warrior III',
    ])
  })

  test('takes wildcards for plain characters', async () => {
    for (const search of ['%', '_', 'tree%', 'wa_rior', '\\', '％', '∖'])
      assert.deepEqual(await names(`search=${encodeURIComponent(search)}`), [], search)
  })

  test('ignores a blank one and refuses one that is no text', async () => {
    assert.equal((await get('?search=%20%20')).json.total, 80)
    for (const search of ['a%00b', 'a%0Ab', 'x'.repeat(101)])
      assert.equal((await get(`?search=${search}`)).status, 422, search)
    assert.equal((await get('?search=a&search=b')).status, 422)
  })
})

describe('filtering poses', () => {
  test('combines filters', async () => {
    const { json } = await get('?category=standing&difficulty=beginner&target_area=legs')
    assert.deepEqual(
      json.poses.map(({ name_english }: { name_english: string }) => name_english),
      ['Low Lunge', 'Mountain Pose', 'Warrior I'],
    )
    assert.equal(json.total, 3)
  })

  test('takes the words that clients use for categories [W13]', async () => {
    const counts = async (category: string) => (await get(`?category=${category}`)).json.total
    const words = {
      backbend: 'backbends',
      forward_bend: 'forward_bends',
      twist: 'twists',
      inversion: 'inversions',
      arm_balance: 'arm_balances',
      balance: 'balancing',
      hip_opener: 'restorative',
    }
    for (const [alias, category] of Object.entries(words)) {
      assert.ok((await counts(category)) > 0)
      assert.equal(await counts(alias), await counts(category), alias)
    }
  })

  test('takes the category core for the area of the body, beside another area', async () => {
    assert.deepEqual(
      await names('category=core&page_size=100'),
      await names('target_area=core&page_size=100'),
    )
    const both = await names('category=core&target_area=wrists&page_size=100')
    const core = await names('category=core&page_size=100')
    const wrists = await names('target_area=Wrists&page_size=100')
    assert.deepEqual(
      both,
      core.filter((name) => wrists.includes(name)),
    )
    assert.ok(both.length < core.length)
  })

  test('knows no other words', async () => {
    for (const query of ['category=cardio', 'difficulty=expert', 'difficulty=', 'target_area='])
      assert.equal((await get(`?${query}`)).status, 422, query)
    assert.deepEqual(await names('target_area=tail'), [])
  })
})

describe('one pose', () => {
  test('comes with three presets that contain it, by name', async () => {
    const { status, json } = await get('/3')
    assert.equal(status, 200)
    assert.equal(json.name_english, 'Downward Facing Dog')
    assert.equal(json.sequences.length, 3)
    assert.deepEqual(Object.keys(json.sequences[0]), [
      'sequence_id',
      'name',
      'difficulty_level',
      'duration_minutes',
    ])
    const { rows } = await change(
      `select distinct s.name from sequences s join sequence_poses using (sequence_id) where pose_id = 3 order by 1 limit 3`,
    )
    assert.deepEqual(
      json.sequences.map(({ name }: { name: string }) => [name]),
      rows,
    )
  })

  test('shows neither custom nor unpublished sequences', async () => {
    const before = (await get('/3')).json.sequences
    await change(
      `with mine as (
        insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, created_by)
        values ('! Mine', 'beginner', 1, 'core', 'yin', $1) returning sequence_id
      ) insert into sequence_poses (sequence_id, pose_id, position_order) select sequence_id, 3, 1 from mine`,
      app.ids.user,
    )
    for (const person of ['guest', 'user'] as const)
      assert.deepEqual((await get('/3', person)).json.sequences, before)
    const [hidden, ...rest] = before
    await change('update sequences set is_published = false where sequence_id = $1', hidden.sequence_id)
    const after = (await get('/3')).json.sequences
    await change('update sequences set is_published = true where sequence_id = $1', hidden.sequence_id)
    assert.deepEqual(after.slice(0, 2), rest)
    assert.equal(after.length, 3)
  })

  test('that is in no preset has no sequences', async () => {
    const { rows } = await change(`
      insert into poses (name_english, category, difficulty_level, description, instructions, image_urls)
      values ('Alone', 'seated', 'beginner', 'd', '{i}', '{https://images.example.com/x.jpg}') returning pose_id`)
    const { json } = await get(`/${rows[0]![0]}`)
    await change(`delete from poses where name_english = 'Alone'`)
    assert.deepEqual(json.sequences, [])
    assert.deepEqual(json.image_urls, ['https://images.example.com/x.jpg'])
    assert.deepEqual([json.benefits, json.benefits_list], [null, []])
  })

  test('that does not exist, or is not published, is not found by anyone', async () => {
    await withUnpublished(10, async () => {
      for (const person of ['guest', 'user', 'admin'] as const) {
        for (const path of ['/9999', '/10', '/10/related']) {
          const { status, json } = await get(path, person)
          assert.equal(status, 404, path)
          assert.match(json.detail, /^Pose with ID \d+ not found$/)
        }
      }
      assert.deepEqual(await names('search=tree'), [])
    })
  })

  test('has a number for an id', async () => {
    for (const id of ['abc', '0', '-1', '2147483648', '1.5']) {
      assert.equal((await get(`/${id}`)).status, 422, id)
      assert.equal((await get(`/${id}/related`)).status, 422, id)
    }
  })
})

describe('related poses', () => {
  interface Related {
    pose_id: number
    name_english: string
    category: string
    difficulty_level: string
  }
  const rank = ({ difficulty_level }: Related) =>
    ['beginner', 'intermediate', 'advanced'].indexOf(difficulty_level)
  const byName = (a: Related, b: Related) => (a.name_english < b.name_english ? -1 : 1)
  const everyPose = async (): Promise<Related[]> => [...(await get('?page_size=100')).json.poses]

  test('follow the rules for every pose', async () => {
    const all = await everyPose()
    for (const pose of all) {
      const others = all.filter(({ pose_id }) => pose_id !== pose.pose_id)
      const similar = others.filter(
        (other) => other.category === pose.category && Math.abs(rank(other) - rank(pose)) <= 1,
      )
      const least = Math.min(rank(pose) + 1, 2)
      const harder = others.filter((other) => rank(other) >= least)
      const { json } = await get(`/${pose.pose_id}/related`)
      assert.deepEqual(json.similar, similar.toSorted(byName).slice(0, 2), pose.name_english)
      assert.deepEqual(
        json.progressions,
        harder.toSorted((a, b) => rank(a) - rank(b) || byName(a, b)).slice(0, 2),
        pose.name_english,
      )
    }
  })

  test('leave out poses that are not published', async () => {
    const { similar } = (await get('/10/related')).json
    const hidden = similar[0].pose_id
    const after = await withUnpublished(hidden, () => get('/10/related'))
    assert.ok(after.json.similar.every(({ pose_id }: Related) => pose_id !== hidden))
    assert.equal(after.json.similar.length, 2)
  })
})

describe('addresses of images', () => {
  test('start with the public address of the server when it has one', async () => {
    const behind = await createTestApp({ env: { PUBLIC_URL: 'https://api.example.com' } })
    const { json } = await behind.send({ url: '/api/v1/poses/10' })
    assert.deepEqual(json.image_urls, ['https://api.example.com/images/poses/tree-pose.svg'])
  })
})
