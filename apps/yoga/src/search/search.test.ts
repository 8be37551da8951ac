import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { Person } from '../testing/people.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()

interface Result {
  type: 'pose' | 'sequence'
  id: number
  name: string
  preview: string
  score: number
}

const get = (path: string, as: Person = 'guest') => app.send({ url: `/api/v1/search${path}`, as })
const search = async (q: string, query = '', as: Person = 'guest'): Promise<Result[]> => {
  const { status, json } = await get(`?page_size=100&q=${encodeURIComponent(q)}&${query}`, as)
  assert.equal(status, 200, q)
  return json.results
}
const names = async (q: string, query?: string, as?: Person) =>
  (await search(q, query, as)).map(({ name }) => name)
const suggest = async (
  q: string,
  as: Person = 'guest',
  limit = 8,
): Promise<{ text: string; name: string }[]> => {
  const { status, json } = await get(`/suggestions?q=${encodeURIComponent(q)}&limit=${limit}`, as)
  assert.equal(status, 200, q)
  return json.suggestions
}
const change = async (text: string, ...values: unknown[]) =>
  (await app.deps.db.execute({ shape: 'test.change', text, values })).rows

const insertCustom = (as: 'user' | 'other', name: string, description: string | null = null) =>
  change(
    `insert into sequences (name, description, difficulty_level, duration_minutes, focus_area, style, created_by)
     values ($1, $2, 'beginner', 3, 'core', 'yin', $3)`,
    name,
    description,
    app.ids[as],
  )

beforeEach(() => change('delete from sequences where not is_preset'))

describe('searching the library', () => {
  const first: Record<string, string> = {
    tree: 'Tree Pose',
    'TREE POSE': 'Tree Pose',
    trikonasna: 'Triangle Pose',
    trikonasan: 'Triangle Pose',
    Vṛkṣāsana: 'Tree Pose',
    vrksasana: 'Tree Pose',
    vrikshasana: 'Tree Pose',
    shavasana: 'Corpse Pose',
    savasana: 'Corpse Pose',
    Śavāsana: 'Corpse Pose',
    pashchimottanasana: 'Seated Forward Bend',
    cobrra: 'Cobra Pose',
    eagel: 'Eagle Pose',
    'downward dog': 'Downward Facing Dog',
    'dwonward dog': 'Downward Facing Dog',
    'childs pose': "Child's Pose",
    'legs up the wall': 'Legs Up the Wall',
    'sun salute': 'Slow Sun Salutes',
    'wárrior ii': 'Warrior II',
  }
  for (const [q, name] of Object.entries(first))
    test(`for "${q}" finds ${name} first`, async () => {
      assert.equal((await names(q))[0], name)
    })

  test('with a misspelt word finds all that it may mean', async () => {
    const warriors = ['Reverse Warrior', 'Warrior I', 'Warrior II', 'Warrior III']
    assert.deepEqual((await names('worrior')).toSorted(), warriors)
    assert.deepEqual((await names('wirabadrasan')).toSorted(), warriors)
  })

  test('looks at areas of the body, categories, levels, themes and texts', async () => {
    const hamstrings = await search('hamstrings', 'type=pose')
    const listed = (await app.send({ url: '/api/v1/poses?target_area=hamstrings&page_size=100' })).json
    assert.ok(listed.total > 15)
    for (const { pose_id } of listed.poses) assert.ok(hamstrings.some(({ id }) => id === pose_id))
    assert.ok((await search('hamstirngs', 'type=pose')).length > 5)
    const bends = await names('beginner backbend', 'type=pose')
    assert.ok(bends.includes('Bridge Pose') && bends.includes('Sphinx Pose'))
    assert.ok((await names('easy morning')).includes('First Light Stretch'))
    assert.ok((await names('yin', 'type=sequence')).includes('Deep Roots'))
    assert.ok((await names('unhurried rounds')).includes('Slow Sun Salutes'))
  })

  test('ranks names above topics, and topics above texts', async () => {
    const results = await search('crow')
    assert.deepEqual(
      results.slice(0, 2).map(({ name }) => name),
      ['Crow Pose', 'Crow Country'],
    )
    const scores = results.map(({ score }) => score)
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    )
    assert.equal((await search('splits'))[0]!.score, 1)
  })

  test('answers what a list shows: type, id, names, level and a preview that has the word', async () => {
    const [pose] = await search('vrksasana')
    assert.deepEqual(pose, {
      type: 'pose',
      id: 10,
      name: 'Tree Pose',
      name_sanskrit: 'Vrksasana',
      difficulty_level: 'beginner',
      preview: pose!.preview,
      score: pose!.score,
    })
    assert.ok(pose!.preview.length > 20 && pose!.preview.length < 250)
    const sequences = await search('unhurried rounds', 'type=sequence')
    assert.match(sequences.find(({ id }) => id === 4)!.preview, /unhurried rounds/)
  })

  test('narrows to poses or to sequences', async () => {
    for (const type of ['pose', 'sequence'])
      assert.deepEqual(
        new Set((await search('balance', `type=${type}`)).map((result) => result.type)),
        new Set([type]),
      )
    assert.deepEqual(
      new Set((await search('balance')).map(({ type }) => type)),
      new Set(['pose', 'sequence']),
    )
    assert.equal((await get('?q=balance&type=teacher')).status, 422)
  })

  test('comes in pages that do not overlap', async () => {
    const all = await search('hips')
    assert.ok(all.length > 20)
    const paged: Result[] = []
    for (let page = 1; page <= Math.ceil(all.length / 7); page++) {
      const { json, headers } = await get(`?q=hips&page_size=7&page=${page}`)
      assert.equal(json.total, all.length)
      assert.equal(headers['x-total-count'], String(all.length))
      paged.push(...json.results)
    }
    assert.deepEqual(paged, all)
    const past = await get('?q=hips&page=99')
    assert.equal(past.status, 200)
    assert.deepEqual([past.json.results, past.json.total], [[], all.length])
  })

  test('finds nothing where there is nothing', async () => {
    const { json } = await get('?q=zzzzqqqq')
    assert.deepEqual(json, { results: [], total: 0, page: 1, page_size: 20, total_pages: 0 })
  })

  test('takes any character for what it is', async () => {
    for (const q of [
      '%',
      '_',
      '\\',
      "'",
      '"',
      '"tree',
      '-',
      '-tree',
      'tree & !',
      ':*',
      '()',
      '<->',
      '🧘',
      'the',
      '∖',
    ])
      assert.equal((await get(`?q=${encodeURIComponent(q)}`)).status, 200, q)
    for (const q of ['', '%20', 'a%00', 'a%0Ab', 'x'.repeat(101), '&q=a&q=b'])
      assert.equal((await get(`?q=${q}`)).status, 422, q)
    assert.equal((await get('')).status, 422)
  })
})

describe('what a search may show', () => {
  test('your own sequences, to you alone', async () => {
    await insertCustom('user', 'Moonbeam practice', 'For late hours')
    assert.equal((await names('moonbeam', '', 'user'))[0], 'Moonbeam practice')
    assert.equal((await search('late hours', '', 'user'))[0]!.preview, 'For late hours')
    assert.deepEqual((await suggest('moonb', 'user'))[0]?.text, 'Moonbeam practice')
    for (const person of ['guest', 'other', 'admin'] as const) {
      for (const q of ['moonbeam', 'moonbeam practice', 'for late hours'])
        assert.ok(!(await names(q, '', person)).includes('Moonbeam practice'), person)
      assert.deepEqual(await suggest('moonb', person), await suggest('moonb'))
      assert.ok(!(await suggest('moonb', person)).some(({ text }) => text === 'Moonbeam practice'))
    }
    assert.deepEqual(await names('moonbeam', 'type=pose', 'user'), await names('moonbeam', 'type=pose'))
  })

  test('a sequence of your own that has no description', async () => {
    await insertCustom('user', 'Moonbeam practice')
    assert.equal((await search('moonbeam', '', 'user'))[0]!.preview, '')
  })

  test('nothing that is not published', async () => {
    await change('update poses set is_published = false where pose_id = 10')
    await change('update sequences set is_published = false where sequence_id = 4')
    const found = []
    for (const person of ['guest', 'user', 'admin'] as const)
      found.push(
        ...(await names('tree pose', '', person)),
        ...(await names('slow sun salutes', '', person)),
        ...(await suggest('tree', person)).map(({ name }) => name),
        ...(await suggest('slow sun', person)).map(({ name }) => name),
      )
    await change('update poses set is_published = true')
    await change('update sequences set is_published = true')
    assert.ok(found.length > 0)
    assert.ok(!found.includes('Tree Pose') && !found.includes('Slow Sun Salutes'))
  })
})

describe('suggestions', () => {
  const begun: Record<string, string> = {
    w: 'Warrior I',
    war: 'Warrior I',
    eag: 'Eagle Pose',
    'slow s': 'Slow Sun Salutes',
    trian: 'Triangle Pose',
  }
  for (const [q, text] of Object.entries(begun))
    test(`complete "${q}" to ${text}`, async () => {
      assert.equal((await suggest(q))[0]?.text, text)
    })

  test('complete a Sanskrit name in Sanskrit, however it is spelt', async () => {
    for (const q of ['vrik', 'vrks', 'Vṛkṣ', 'vriksh'])
      assert.deepEqual(
        (await suggest(q))[0],
        { text: 'Vrksasana', type: 'pose', id: 10, name: 'Tree Pose' },
        q,
      )
    for (const q of ['sav', 'shava']) assert.equal((await suggest(q))[0]?.name, 'Corpse Pose', q)
  })

  test('forgive a typing error', async () => {
    assert.ok((await suggest('worrio')).every(({ name }) => name.includes('Warrior')))
    assert.equal((await suggest('trikk'))[0]?.name, 'Triangle Pose')
  })

  test('are as many as asked for, or none', async () => {
    assert.equal((await suggest('s', 'guest', 3)).length, 3)
    assert.deepEqual(await suggest('zzzz'), [])
    for (const query of ['q=', 'q=a&limit=0', 'q=a&limit=21', 'limit=3', 'q=a%00'])
      assert.equal((await get(`/suggestions?${query}`)).status, 422, query)
  })
})
