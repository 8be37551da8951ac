import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { joinTransaction } from '@groundwork/kit/db/join-transaction'
import { skipWithout } from '@groundwork/kit/testing/services'
import { openTestRedis } from '@groundwork/kit/testing/test-redis'
import { createApp } from '../app.ts'
import { createAppCache } from '@groundwork/kit/app/app-cache'
import { forgetOnceCommitted } from '../cached.ts'
import { practiceOf } from '../testing/practice.ts'
import { version } from '../version.ts'
import { createTestApp, type TestRequest } from '../testing/test-app.ts'

const mine = {
  name: 'Mine',
  difficulty_level: 'beginner',
  focus_area: 'core',
  style: 'yin',
  poses: [1, 2, 3].map((pose_id) => ({ pose_id, duration_seconds: 60 })),
}

describe('what YogaFlow remembers', { skip: skipWithout('redis') }, async () => {
  const { url, prefix, close } = await openTestRedis()
  after(close)
  const app = await createTestApp({
    env: { LOG_LEVEL: 'info', REDIS_URL: url, REDIS_PREFIX: prefix },
  })
  const { clock, deps, jobs, logLines, send } = app
  const { practised, livesIn, read } = practiceOf(app)
  // Another process: its own memory, the same database and Redis.
  const { db, redis, telemetry } = deps
  const cache = createAppCache({ db, redis, prefix, version: `${version} `, clock, telemetry })
  const other = createApp({ ...deps, cache }, { strict: true })
  after(() => other.close())
  const sendElsewhere = app.sendTo(other)

  /** Sends a request, and counts the statements of its log line. */
  const counted = async (request: TestRequest, through = send) => {
    const answer = await through(request)
    assert.equal(answer.status, 200, answer.text)
    const line = logLines.map((text) => JSON.parse(text)).findLast(({ msg }) => msg === 'request')
    return { ...answer, statements: Number(line.statements) }
  }
  const put = async (path: string, body: object, as: 'user' | 'admin' = 'user') => {
    const answer = await send({ method: 'PUT', url: `/api/v1${path}`, as, body })
    assert.ok(answer.status < 300, answer.text)
    return answer.json
  }
  const post = async (path: string, body: object, as: 'user' | 'admin' = 'user') => {
    const answer = await send({ method: 'POST', url: `/api/v1${path}`, as, body })
    assert.ok(answer.status < 300, answer.text)
    return answer.json
  }

  for (const [as, path] of [
    ['guest', '/poses'],
    ['user', '/poses?category=backbend&sort=hardest'],
    ['guest', '/poses/1'],
    ['guest', '/poses/1/related'],
    ['guest', '/sequences'],
    ['user', '/sequences?preset_only=true'],
    ['guest', '/sequences/1'],
    ['user', '/sequences/1'],
    ['guest', '/sequences/categories'],
    ['user', '/stats'],
    ['user', '/calendar'],
    ['user', '/history'],
    ['user', '/goals'],
    ['user', '/achievements'],
    ['user', '/achievements/earned'],
    ['user', '/favorites'],
    ['guest', '/search?q=moon'],
    ['guest', '/search/suggestions?q=war'],
  ] as const) {
    test(`GET ${path} by a ${as} runs no statement the second time, in any process`, async () => {
      await practised({ at: '2026-03-02T07:00:00Z', sequence: 1 })
      const request = { url: `/api/v1${path}`, as }
      const first = await counted(request)
      assert.ok(first.statements > 0)
      for (const through of [send, sendElsewhere, sendElsewhere]) {
        const again = await counted(request, through)
        assert.equal(again.statements, 0)
        assert.equal(again.text, first.text)
        for (const name of ['etag', 'x-total-count', 'content-type', 'cache-control'])
          assert.equal(again.headers[name], first.headers[name], name)
      }
      const known = { ...request, headers: { 'if-none-match': String(first.headers['etag']) } }
      assert.equal((await sendElsewhere(known)).status, 304)
    })
  }

  test('a pose or sequence that an administrator changed is read at once, everywhere', async () => {
    const names = async () => {
      const answers = []
      for (const through of [send, sendElsewhere]) {
        const pose = (await through({ url: '/api/v1/poses/1' })).json
        const sequence = (await through({ url: '/api/v1/sequences/1', as: 'user' })).json
        const list = (await through({ url: '/api/v1/poses?page_size=100' })).json.poses
        const listed = list.find(({ pose_id }: { pose_id: number }) => pose_id === 1)
        answers.push([pose.name_english, listed.name_english, sequence.name])
      }
      return answers
    }
    await names()
    await put('/poses/1', { name_english: 'Hill Pose' }, 'admin')
    await put('/admin/sequences/1', { name: 'Morning' }, 'admin')
    assert.deepEqual(await names(), [
      ['Hill Pose', 'Hill Pose', 'Morning'],
      ['Hill Pose', 'Hill Pose', 'Morning'],
    ])
    const runs = await jobs.runPending()
    assert.deepEqual(
      runs.map(({ job, outcome }) => `${job} ${outcome}`),
      ['library.forget completed', 'library.forget completed'],
    )
  })

  test('a session is in history, calendar and statistics as soon as it starts, pauses and ends', async () => {
    const seen = async () => {
      const states = []
      for (const through of [send, sendElsewhere]) {
        const get = async (path: string) => (await through({ url: `/api/v1${path}`, as: 'user' })).json
        const [history, calendar, stats] = [
          await get('/history'),
          await get('/calendar'),
          await get('/stats'),
        ]
        states.push([
          history.sessions.map((of: { state: string; duration_seconds: number }) => [
            of.state,
            of.duration_seconds,
          ]),
          calendar.total_days_practiced,
          stats.total_sessions,
        ])
      }
      assert.deepEqual(states[0], states[1])
      return states[0]
    }
    assert.deepEqual(await seen(), [[], 0, 0])
    const { session_id } = await post('/sessions/start', { sequence_id: 1 })
    assert.deepEqual(await seen(), [[['in_progress', 0]], 1, 0])
    clock.advance(600_000)
    await put(`/sessions/${session_id}/pause`, { duration_so_far: 60 })
    assert.deepEqual(await seen(), [[['in_progress', 60]], 1, 0])
    await post('/sessions/complete', { session_id, duration_seconds: 600 })
    assert.deepEqual(await seen(), [[['completed', 600]], 1, 1])
  })

  test('favourites and sequences of their own are marked for the person who has them, and nobody else', async () => {
    const marked = async (as: 'user' | 'other' | 'guest', through = send) => {
      const { sequences } = (await through({ url: '/api/v1/sequences?page_size=100', as })).json
      const favorites = sequences.filter((one: { is_favorite: boolean }) => one.is_favorite)
      const own = sequences.filter((one: { is_preset: boolean }) => !one.is_preset)
      const detail = (await through({ url: '/api/v1/sequences/2', as })).json
      return [favorites.length, own.length, detail.is_favorite]
    }
    for (const as of ['user', 'other', 'guest'] as const) assert.deepEqual(await marked(as), [0, 0, false])
    await put('/favorites/2', {})
    const { sequence_id } = await post('/sequences/custom', mine)
    assert.deepEqual(await marked('user'), [1, 1, true])
    assert.deepEqual(await marked('user', sendElsewhere), [1, 1, true])
    for (const as of ['other', 'guest'] as const) assert.deepEqual(await marked(as), [0, 0, false])
    for (const path of ['/favorites/2', `/sequences/custom/${sequence_id}`])
      await send({ method: 'DELETE', url: `/api/v1${path}`, as: 'user' })
    assert.deepEqual(await marked('user', sendElsewhere), [0, 0, false])
  })

  describe('sequences with the marks of a person', () => {
    const sequences = (path: string, through = send) =>
      counted({ url: `/api/v1/sequences${path}`, as: 'user' }, through)

    test('are read by one statement at most, whatever is cached', async () => {
      const { sequence_id } = await post('/sequences/custom', mine)
      const filters = ['preset_only=true', 'preset_only=false', 'page=9', 'search=moon', 'category=ashtanga']
      for (const path of [...filters.map((filter) => `?${filter}`), '', '/2', `/${sequence_id}`]) {
        const answers = []
        for (const cachedBefore of ['user', 'guest'] as const) {
          await cache.clear()
          if (cachedBefore === 'guest') await send({ url: `/api/v1/sequences${path}` })
          for (let i = 0; i < 3; i++) answers.push(await sequences(path, i === 1 ? sendElsewhere : send))
        }
        assert.ok(Math.max(...answers.map(({ statements }) => statements)) <= 1, path)
        assert.equal(new Set(answers.map(({ text }) => text)).size, 1, path)
      }
      await send({ method: 'DELETE', url: `/api/v1/sequences/custom/${sequence_id}`, as: 'user' })
      await cache.clear()
      assert.equal((await send({ url: `/api/v1/sequences/${sequence_id}`, as: 'user' })).status, 404)
    })

    test('take one statement when a hundred ask at once', async () => {
      for (const path of ['', '/2']) {
        await cache.clear()
        const before = logLines.length
        await Promise.all(Array.from({ length: 100 }, () => sequences(path)))
        const lines = logLines.slice(before).map((line) => JSON.parse(line))
        assert.equal(lines.length, 100)
        assert.equal(
          lines.reduce((sum, { statements }) => sum + statements, 0),
          1,
        )
      }
    })

    test('show a favourite that was made or removed while they were read', async () => {
      const marked = async (through: typeof send) => {
        const { json: list } = await sequences('?page_size=100', through)
        const listed = list.sequences.find((one: { sequence_id: number }) => one.sequence_id === 2)
        return [listed.is_favorite, (await sequences('/2', through)).json.is_favorite]
      }
      const reading = () => [marked(send), marked(sendElsewhere)]
      for (let round = 0; round < 5; round++) {
        for (const method of ['PUT', 'DELETE'] as const) {
          await cache.clear()
          await Promise.all([...reading(), send({ method, url: '/api/v1/favorites/2', as: 'user' })])
          const now = method === 'PUT'
          assert.deepEqual((await Promise.all(reading())).flat(), [now, now, now, now])
        }
      }
    })
  })

  /** What both processes answer; the same. */
  const everywhere = async (path: string, as: 'user' | 'guest' = 'user') => {
    const [here, there] = await Promise.all(
      [send, sendElsewhere].map((through) => through({ url: `/api/v1${path}`, as })),
    )
    assert.equal(here!.text, there!.text)
    return here!.json
  }

  test('goals show what was set, changed, removed and practised, at once and everywhere', async () => {
    const goals = async () => {
      const shown: { target: number; progress: { value: number } }[] = (await everywhere('/goals')).goals
      return shown.map(({ target, progress }) => [target, progress.value])
    }
    assert.deepEqual(await goals(), [])
    const { goal_id } = await post('/goals', { kind: 'sessions_per_week', target: 3 })
    assert.deepEqual(await goals(), [[3, 0]])
    await put(`/goals/${goal_id}`, { target: 5 })
    assert.deepEqual(await goals(), [[5, 0]])
    await post('/sessions', { durationMinutes: 10 })
    assert.deepEqual(await goals(), [[5, 1]])
    clock.advance(8 * 86_400_000)
    assert.deepEqual(await goals(), [[5, 0]])
    await sendElsewhere({ method: 'DELETE', url: `/api/v1/goals/${goal_id}`, as: 'user' })
    assert.deepEqual(await goals(), [])
  })

  test('achievements show practice at once, and what was earned for it as soon as it is given', async () => {
    const first = async () => {
      const { achievements } = await everywhere('/achievements')
      return achievements.find(({ code }: { code: string }) => code === 'sessions-1')
    }
    const earned = async () => (await everywhere('/achievements/earned')).achievements.length
    assert.equal((await first()).progress.value, 0)
    assert.equal(await earned(), 0)
    await post('/sessions', { durationMinutes: 10 })
    assert.equal((await first()).progress.value, 1)
    assert.equal((await first()).earned_at, null)
    await jobs.runPending()
    assert.notEqual((await first()).earned_at, null)
    assert.ok((await earned()) > 0)
  })

  test('favourites show what was added, renamed and removed, at once and everywhere', async () => {
    const names = async () => {
      const { sequences } = await everywhere('/favorites')
      return sequences.map(({ name }: { name: string }) => name)
    }
    const { sequence_id: id } = await post('/sequences/custom', mine)
    assert.deepEqual(await names(), [])
    await put(`/favorites/${id}`, {})
    assert.deepEqual(await names(), ['Mine'])
    await put(`/sequences/custom/${id}`, { name: 'Renamed' })
    assert.deepEqual(await names(), ['Renamed'])
    await send({ method: 'DELETE', url: `/api/v1/favorites/${id}`, as: 'user' })
    assert.deepEqual(await names(), [])
    await send({ method: 'DELETE', url: `/api/v1/sequences/custom/${id}`, as: 'user' })
  })

  test('search finds what an administrator renamed, at once and everywhere; own sequences only for their owner', async () => {
    const found = async (as: 'user' | 'guest') => [
      (await everywhere('/search?q=xylophone', as)).results.length,
      (await everywhere('/search/suggestions?q=xylop', as)).suggestions.length,
    ]
    assert.deepEqual(await found('guest'), [0, 0])
    const { sequence_id: id } = await post('/sequences/custom', { ...mine, name: 'Xylophone' })
    assert.deepEqual(
      [await found('user'), await found('guest')],
      [
        [1, 1],
        [0, 0],
      ],
    )
    await put('/poses/3', { name_english: 'Xylophone Pose' }, 'admin')
    assert.deepEqual(await found('guest'), [1, 1])
    await send({ method: 'DELETE', url: `/api/v1/sequences/custom/${id}`, as: 'user' })
  })

  test('statistics of a day are not answered on the next, wherever the person lives', async () => {
    await livesIn('Asia/Kathmandu')
    await practised({ at: '2026-03-01T07:00:00Z' })
    const streak = async () => (await read('/stats')).current_streak_days
    clock.set('2026-03-02T18:14:00Z')
    assert.equal(await streak(), 1)
    clock.set('2026-03-02T18:16:00Z')
    assert.equal(await streak(), 0)
    await put('/profile', { timezone: 'UTC' })
    assert.equal(await streak(), 1)
  })

  test('what is changed within a transaction that others began is forgotten when that has committed', async () => {
    const { db, cache } = deps
    const entry = { kind: 'test', key: 'transaction', ttlMs: 60_000, tags: ['test'] }
    let loads = 0
    const read = () => cache.wrap(entry, async () => ++loads)
    await db.transaction(async (tx) => {
      await read()
      await forgetOnceCommitted({ db: joinTransaction(db, tx), cache }, ['test'])
      assert.equal(await read(), 1)
    })
    assert.equal(await read(), 2)
    await forgetOnceCommitted({ db, cache }, ['test'])
    assert.equal(await read(), 3)
  })

  test('is counted: hits, misses, and the statements that hits saved', async () => {
    const value = async (series: string) => {
      const lines = (await deps.telemetry.metrics.text()).split('\n')
      return Number(lines.find((line) => line.startsWith(`${series} `))?.split(' ')[1] ?? 0)
    }
    const series = [
      'cache_events_total{kind="practice",event="miss"}',
      'cache_events_total{kind="practice",event="hit"}',
      'cache_statements_saved_total{kind="practice"}',
    ]
    const before = await Promise.all(series.map(value))
    for (let i = 0; i < 3; i++) await read('/stats?timezone=Asia/Tokyo')
    const now = await Promise.all(series.map(value))
    assert.deepEqual(
      now.map((count, i) => count - before[i]!),
      [1, 2, 2],
    )
  })
})
