import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { Person } from '../testing/people.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { clock } = app

const send = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, as: Person, body?: unknown) =>
  app.send({ method, url: `/api/v1${path}`, as, body })
const put = (id: unknown, as: Person = 'user') => send('PUT', `/favorites/${id}`, as)
const remove = (id: unknown, as: Person = 'user') => send('DELETE', `/favorites/${id}`, as)
const list = (query = '', as: Person = 'user') => send('GET', `/favorites${query}`, as)
const ids = async (query = '', as: Person = 'user') =>
  (await list(query, as)).json.sequences.map(({ sequence_id }: { sequence_id: number }) => sequence_id)
const change = async (text: string, ...values: unknown[]) =>
  (await app.deps.db.execute({ shape: 'test.change', text, values })).rows

async function insertCustom(as: 'user' | 'other', name: string): Promise<number> {
  const rows = await change(
    `insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, created_by)
     values ($1, 'beginner', 3, 'core', 'yin', $2) returning sequence_id`,
    name,
    app.ids[as],
  )
  return rows[0]![0] as number
}

beforeEach(async () => {
  await change('delete from favorites')
  await change('delete from sequences where not is_preset')
})

describe('making a sequence a favourite', () => {
  test('answers 201 first and 200 after, with the time of the first', async () => {
    const first = await put(4)
    const since = clock.now().toISOString()
    clock.advance(60_000)
    const again = await put(4)
    const posted = await send('POST', '/favorites', 'user', { sequence_id: '4' })
    assert.deepEqual(
      [first, again, posted].map(({ status, json }) => [status, json]),
      [201, 200, 200].map((status) => [status, { sequence_id: 4, favorited_at: since }]),
    )
    assert.deepEqual(await ids(), [4])
  })

  test('by its id in the body does the same', async () => {
    assert.equal((await send('POST', '/favorites', 'user', { sequence_id: 5 })).status, 201)
    assert.deepEqual(await ids(), [5])
    for (const body of [{}, { sequence_id: 'x' }, { sequence_id: null }, undefined])
      assert.equal((await send('POST', '/favorites', 'user', body)).status, 422)
  })

  test('works for presets and for your own, not for what you may not see', async () => {
    const mine = await insertCustom('user', 'Mine')
    assert.equal((await put(mine)).status, 201)
    await change('update sequences set is_published = false where sequence_id = 5')
    const hidden = await put(5)
    await change('update sequences set is_published = true where sequence_id = 5')
    for (const { status, json } of [
      hidden,
      await put(mine, 'other'),
      await put(mine, 'admin'),
      await put(9999),
    ]) {
      assert.equal(status, 404)
      assert.equal(json.code, 'sequence.not_found')
    }
    const posted = await send('POST', '/favorites', 'other', { sequence_id: mine })
    assert.equal(posted.status, 404)
    assert.deepEqual(await ids('', 'other'), [])
  })

  test('ten times at once keeps it once [W15]', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => put(7)))
    const statuses = answers.map(({ status }) => status)
    assert.deepEqual(statuses.toSorted(), [...Array.from({ length: 9 }, () => 200), 201])
    assert.deepEqual(await ids(), [7])
  })

  test('needs a person and a number', async () => {
    for (const answer of [await put(4, 'guest'), await remove(4, 'guest'), await list('', 'guest')])
      assert.equal(answer.status, 401)
    assert.equal((await send('POST', '/favorites', 'guest', { sequence_id: 4 })).status, 401)
    for (const id of ['x', '0']) {
      assert.equal((await put(id)).status, 422)
      assert.equal((await remove(id)).status, 422)
    }
  })
})

describe('making a sequence no favourite', () => {
  test('answers 204, also when it is none, and leaves those of others', async () => {
    await put(4)
    await put(4, 'other')
    assert.equal((await remove(4)).status, 204)
    assert.equal((await remove(4)).status, 204)
    assert.equal((await remove(9999)).status, 204)
    assert.deepEqual(await ids(), [])
    assert.deepEqual(await ids('', 'other'), [4])
  })
})

describe('the list of favourites', () => {
  test('shows the newest first, or by name', async () => {
    for (const id of [1, 2, 3]) {
      await put(id)
      clock.advance(1000)
    }
    assert.deepEqual(await ids(), [3, 2, 1])
    // 2 Desk Day Reset, 1 First Light Stretch, 3 Quiet Minutes
    assert.deepEqual(await ids('?sort=name'), [2, 1, 3])
    assert.deepEqual(await ids('?search=RÉSET'), [2])
    assert.equal((await list('?sort=size')).status, 422)
  })

  test('keeps those of one instant in a stable order over its pages', async () => {
    for (const id of [1, 2, 3, 4, 5]) await put(id)
    const seen: number[] = []
    for (let page = 1; page <= 3; page++) seen.push(...(await ids(`?page=${page}&page_size=2`)))
    assert.deepEqual(seen, [5, 4, 3, 2, 1])
    const past = await list('?page=4&page_size=2')
    assert.deepEqual(past.json, { sequences: [], total: 5, page: 4, page_size: 2, total_pages: 3 })
    assert.equal(past.headers['x-total-count'], '5')
  })

  test('shows each as the list of sequences does, and since when', async () => {
    await put(4)
    const [{ favorited_at, ...item }] = (await list()).json.sequences
    assert.equal(favorited_at, clock.now().toISOString())
    const { sequences } = (await send('GET', '/sequences?search=slow%20sun', 'user')).json
    assert.deepEqual(item, sequences[0])
    assert.equal(item.is_favorite, true)
  })

  test('leaves out what has been unpublished or deleted', async () => {
    const mine = await insertCustom('user', 'Mine')
    for (const id of [mine, 4, 5]) await put(id)
    await change('delete from sequences where sequence_id = $1', mine)
    await change('update sequences set is_published = false where sequence_id = 4')
    const shown = await list()
    await change('update sequences set is_published = true where sequence_id = 4')
    assert.equal(shown.json.total, 1)
    assert.deepEqual(await ids(), [5, 4])
  })
})

describe('sequences', () => {
  test('say whether they are a favourite of the person asking', async () => {
    const mine = await insertCustom('user', 'Mine')
    await put(4)
    await put(mine)
    await put(5, 'other')
    const favorites = async (as: Person) => {
      const { sequences } = (await send('GET', '/sequences?page_size=100', as)).json
      return sequences
        .filter(({ is_favorite }: { is_favorite: boolean }) => is_favorite)
        .map(({ sequence_id }: { sequence_id: number }) => sequence_id)
    }
    assert.deepEqual((await favorites('user')).toSorted(), [4, mine])
    assert.deepEqual(await favorites('other'), [5])
    assert.deepEqual(await favorites('guest'), [])
    const isFavorite = async (as: Person) => (await send('GET', '/sequences/4', as)).json.is_favorite
    assert.deepEqual(
      [await isFavorite('user'), await isFavorite('other'), await isFavorite('guest')],
      [true, false, false],
    )
    for (const query of ['preset_only=true', 'preset_only=false']) {
      const { sequences } = (await send('GET', `/sequences?${query}&page_size=100`, 'user')).json
      assert.ok(sequences.some(({ is_favorite }: { is_favorite: boolean }) => is_favorite))
    }
  })
})
