import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { practiceOf } from '../testing/practice.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { ids, send } = app
const { run, practised, livesIn, get, read } = practiceOf(app)

const starts = (json: { sessions: { started_at: string }[] }) => json.sessions.map((s) => s.started_at)

describe('the history', () => {
  test('of somebody who has not practised is an empty page', async () => {
    const json = await read('/history')
    assert.deepEqual(json, { sessions: [], total: 0, page: 1, page_size: 20, total_pages: 0 })
  })

  test('holds a session with what is known of its sequence [W2]', async () => {
    const id = await practised({ at: '2026-03-01T07:00:00Z', sequence: 1 })
    const { sessions } = await read('/history?page=1&page_size=5')
    const [[name, difficulty, focus]] = (await run(
      'select name, difficulty_level, focus_area from sequences where sequence_id = 1',
    )) as [[string, string, string]]
    assert.deepEqual(sessions, [
      {
        session_id: id,
        user_id: ids.user,
        sequence_id: 1,
        started_at: '2026-03-01T07:00:00.000Z',
        completed_at: '2026-03-01T07:10:00.000Z',
        duration_seconds: 600,
        completion_status: 'completed',
        state: 'completed',
        poses_completed: 4,
        total_poses: null,
        sequence_name: name,
        sequence_difficulty: difficulty,
        sequence_focus_area: focus,
        kind: 'poses',
        breathing_exercise: null,
        breathing_exercise_name: null,
      },
    ])
  })

  test('still holds a session whose sequence was deleted, without its name [W2]', async () => {
    const [[sequence]] = (await run(
      `insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, is_preset)
       values ('Gone soon', 'beginner', 10, 'energy', 'gentle', true) returning sequence_id`,
    )) as [[number]]
    await practised({ at: '2026-03-01T07:00:00Z', sequence })
    assert.equal((await read('/history')).sessions[0].sequence_name, 'Gone soon')
    await run('delete from sequences where sequence_id = $1', [sequence])
    const { sessions } = await read('/history')
    assert.equal(sessions.length, 1)
    const { sequence_id, sequence_name, sequence_difficulty, sequence_focus_area } = sessions[0]
    assert.deepEqual(
      [sequence_id, sequence_name, sequence_difficulty, sequence_focus_area],
      [null, null, null, null],
    )
  })

  test('comes newest first, in pages, and counts all of them also past the end', async () => {
    for (let day = 1; day <= 5; day++) await practised({ at: `2026-02-0${day}T07:00:00Z` })
    const second = await read('/history?page=2&page_size=2')
    assert.deepEqual(starts(second), ['2026-02-03T07:00:00.000Z', '2026-02-02T07:00:00.000Z'])
    assert.equal(second.total, 5)
    assert.equal(second.total_pages, 3)
    const past = await read('/history?page=9&page_size=2')
    assert.deepEqual([past.sessions, past.total, past.page], [[], 5, 9])
  })

  test('can be sorted by time and by length', async () => {
    const short = await practised({ at: '2026-02-01T07:00:00Z', seconds: 60 })
    const long = await practised({ at: '2026-02-02T07:00:00Z', seconds: 3600 })
    const middle = await practised({ at: '2026-02-03T07:00:00Z', seconds: 600 })
    const orders: Record<string, number[]> = {
      newest: [middle, long, short],
      oldest: [short, long, middle],
      longest: [long, middle, short],
      shortest: [short, middle, long],
    }
    for (const [sort, expected] of Object.entries(orders)) {
      const { sessions } = await read(`/history?sort=${sort}`)
      assert.deepEqual(
        sessions.map((s: { session_id: number }) => s.session_id),
        expected,
        sort,
      )
    }
  })

  test('can be narrowed to a status; open sessions count as abandoned', async () => {
    await practised({ at: '2026-03-01T07:00:00Z' })
    await practised({ at: '2026-03-01T08:00:00Z', state: 'partial' })
    await practised({ at: '2026-03-01T09:00:00Z', state: 'abandoned' })
    await practised({ at: '2026-03-01T10:00:00Z', state: 'in_progress' })
    assert.deepEqual(starts(await read('/history?status=completed')), ['2026-03-01T07:00:00.000Z'])
    assert.deepEqual(starts(await read('/history?status=partial')), ['2026-03-01T08:00:00.000Z'])
    const { sessions } = await read('/history?status=abandoned')
    assert.deepEqual(
      sessions.map((s: { completion_status: string; state: string }) => [s.completion_status, s.state]),
      [
        ['abandoned', 'in_progress'],
        ['abandoned', 'abandoned'],
      ],
    )
  })

  test('includes both ends of a period given as instants, zoned or naive [W4]', async () => {
    for (const at of ['07:00:00', '08:00:00', '09:00:00']) await practised({ at: `2026-03-01T${at}Z` })
    const periods = [
      'start_date=2026-03-01T08:00:00Z&end_date=2026-03-01T09:00:00Z',
      'start_date=2026-03-01T08:00:00&end_date=2026-03-01T09:00',
      'start_date=2026-03-01T13:30:00%2B05:30&end_date=2026-03-01T04:00:00-05:00',
      'start_date=2026-03-01T13:30:00+05:30&end_date=2026-03-01T14:30:00.000+0530',
      'start_date=2026-03-01T08:00:00.000Z',
    ]
    for (const period of periods) {
      assert.deepEqual(
        starts(await read(`/history?${period}`)),
        ['2026-03-01T09:00:00.000Z', '2026-03-01T08:00:00.000Z'],
        period,
      )
    }
    assert.deepEqual(starts(await read('/history?end_date=2026-03-01T07:59:59Z')), [
      '2026-03-01T07:00:00.000Z',
    ])
  })

  test('takes a date for the whole day where the person lives, or where they ask about', async () => {
    await practised({ at: '2026-02-28T18:14:59Z' })
    await practised({ at: '2026-02-28T18:15:00Z' })
    await practised({ at: '2026-03-01T18:14:59Z' })
    await practised({ at: '2026-03-01T18:15:00Z' })
    await livesIn('Asia/Kathmandu')
    const day = 'start_date=2026-03-01&end_date=2026-03-01'
    assert.deepEqual(starts(await read(`/history?${day}`)), [
      '2026-03-01T18:14:59.000Z',
      '2026-02-28T18:15:00.000Z',
    ])
    assert.deepEqual(starts(await read(`/history?${day}&timezone=UTC`)), [
      '2026-03-01T18:15:00.000Z',
      '2026-03-01T18:14:59.000Z',
    ])
  })

  test('holds the whole of a day that begins an hour late or has its first hour twice', async () => {
    await livesIn('America/Havana')
    // The clocks went from 00:00 to 01:00 on 10 March 2024, and from 01:00 back to 00:00 on 3 November.
    await practised({ at: '2024-03-10T05:00:00Z' })
    await practised({ at: '2024-11-03T04:30:00Z' })
    assert.equal((await read('/history?start_date=2024-03-10&end_date=2024-03-10')).total, 1)
    assert.equal((await read('/history?start_date=2024-11-03&end_date=2024-11-03')).total, 1)
  })

  test('refuses what is no date, status, order, page or time zone', async () => {
    const queries = [
      'start_date=yesterday',
      'start_date=2026-02-30',
      'end_date=2026-03-01T25:00:00Z',
      'end_date=0000-01-01',
      'start_date=',
      'status=finished',
      'sort=best',
      'page=0',
      'page_size=101',
      'timezone=Mars/Base',
      'timezone=%2B05:30',
      'timezone=EST5EDT,M3.2.0',
      'timezone=',
    ]
    for (const query of queries) assert.equal((await get(`/history?${query}`)).status, 422, query)
  })
})

describe('the calendar', () => {
  test('groups the days with sessions by month and names each day twice, for two readers', async () => {
    await practised({ at: '2026-02-27T07:00:00Z', seconds: 900 })
    await practised({ at: '2026-03-01T07:00:00Z', seconds: 600 })
    await practised({ at: '2026-03-01T20:00:00Z', seconds: 300, state: 'partial' })
    assert.deepEqual(await read('/calendar'), {
      months: [
        {
          year: 2026,
          month: 2,
          days: [
            {
              date: '2026-02-27',
              practice_date: '2026-02-27',
              session_count: 1,
              total_duration_seconds: 900,
              completed_count: 1,
              completed_duration_seconds: 900,
            },
          ],
        },
        {
          year: 2026,
          month: 3,
          days: [
            {
              date: '2026-03-01',
              practice_date: '2026-03-01',
              session_count: 2,
              total_duration_seconds: 900,
              completed_count: 1,
              completed_duration_seconds: 600,
            },
          ],
        },
      ],
      total_days_practiced: 2,
      timezone: 'UTC',
    })
  })

  test('keeps one month of two years apart', async () => {
    await practised({ at: '2025-03-01T07:00:00Z' })
    await practised({ at: '2026-03-01T07:00:00Z' })
    const { months } = await read('/calendar?start_date=2025-01-01')
    assert.deepEqual(
      months.map(({ year, month }: { year: number; month: number }) => [year, month]),
      [
        [2025, 3],
        [2026, 3],
      ],
    )
  })

  test('of a time without practice is empty', async () => {
    assert.deepEqual(await read('/calendar'), { months: [], total_days_practiced: 0, timezone: 'UTC' })
  })

  test('reaches 90 days back from its end, which is now unless given', async () => {
    await practised({ at: '2025-12-02T12:00:00Z' })
    await practised({ at: '2025-12-02T11:59:59Z' })
    assert.equal((await read('/calendar')).months[0].days[0].session_count, 1)
    assert.equal((await read('/calendar?end_date=2026-03-02')).months[0].days[0].session_count, 2)
    assert.equal((await read('/calendar?end_date=2026-03-03')).total_days_practiced, 0)
  })

  test('takes the instants that browsers send [W4]', async () => {
    await practised({ at: '2026-03-01T23:30:00Z' })
    const query = 'start_date=2026-02-28T23:00:00.000Z&end_date=2026-03-31T21:59:59.999Z'
    assert.equal((await read(`/calendar?${query}`)).total_days_practiced, 1)
  })

  test('puts a session on the day where the person lives, and moves it with them [W5]', async () => {
    await practised({ at: '2026-03-01T10:30:00Z' })
    const day = async (query = '') => (await read(`/calendar${query}`)).months[0].days[0].date
    assert.equal(await day(), '2026-03-01')
    await livesIn('Pacific/Kiritimati')
    assert.equal(await day(), '2026-03-02')
    await livesIn('Pacific/Niue')
    assert.equal(await day(), '2026-02-28')
    assert.equal(await day('?timezone=asia/tokyo'), '2026-03-01')
  })

  test('counts one status when asked to', async () => {
    await practised({ at: '2026-03-01T07:00:00Z' })
    await practised({ at: '2026-02-28T08:00:00Z', state: 'partial' })
    await practised({ at: '2026-02-27T08:00:00Z', state: 'in_progress' })
    assert.equal((await read('/calendar')).total_days_practiced, 3)
    assert.equal((await read('/calendar?status=completed')).total_days_practiced, 1)
    assert.equal((await read('/calendar?status=abandoned')).months[0].days[0].date, '2026-02-27')
  })

  test('is answered to a page that sends the cookie of a sign-in and no token [W13]', async () => {
    const registered = await send({
      method: 'POST',
      url: '/api/v1/auth/register',
      body: { email: 'page@example.com', name: 'Page', password: 'Long-enough-1' },
    })
    assert.equal(registered.status, 201)
    const cookie = String(registered.headers['set-cookie']).split(';', 1)[0]!
    const { status, json } = await send({ url: '/api/v1/calendar', headers: { cookie } })
    assert.equal(status, 200)
    assert.equal(json.total_days_practiced, 0)
    assert.equal((await get('/calendar', 'guest')).status, 401)
  })

  test('refuses zones that do not exist', async () => {
    assert.equal((await get('/calendar?timezone=Nowhere/Land')).status, 422)
  })
})

describe('statistics', () => {
  test('of somebody who has not practised are zero', async () => {
    const { weekly, monthly, time_of_day, ...stats } = await read('/stats')
    assert.deepEqual(stats, {
      total_sessions: 0,
      total_practice_time_seconds: 0,
      total_practice_time_hours: 0,
      average_session_duration_minutes: 0,
      current_streak_days: 0,
      best_streak_days: 0,
      completion_rate_percentage: 0,
      sessions_last_30_days: 0,
      days_practiced: 0,
      most_practiced_sequences: [],
      favorite_styles: [],
      top_poses: [],
      timezone: 'UTC',
    })
    assert.deepEqual([weekly.length, monthly.length, time_of_day.length], [12, 12, 24])
    for (const { session_count } of [...weekly, ...monthly, ...time_of_day]) assert.equal(session_count, 0)
  })

  test('count completed sessions; others lower the completion rate only', async () => {
    await practised({ at: '2026-03-01T07:00:00Z', seconds: 1000 })
    await practised({ at: '2026-01-01T07:00:00Z', seconds: 2000 })
    await practised({ at: '2026-03-02T07:00:00Z', seconds: 4000, state: 'partial' })
    await practised({ at: '2026-03-02T08:00:00Z', seconds: 4000, state: 'abandoned' })
    await practised({ at: '2026-03-02T09:00:00Z', seconds: 10, state: 'in_progress' })
    const stats = await read('/stats')
    assert.equal(stats.total_sessions, 2)
    assert.equal(stats.total_practice_time_seconds, 3000)
    assert.equal(stats.total_practice_time_hours, 0.83)
    assert.equal(stats.average_session_duration_minutes, 25)
    assert.equal(stats.completion_rate_percentage, 40)
    assert.equal(stats.sessions_last_30_days, 1)
    assert.equal(stats.days_practiced, 2)
  })

  test('know the streak that lasts until today or yesterday, and the best one', async () => {
    for (const day of ['02-01', '02-02', '02-03', '02-04', '02-27', '02-28', '03-01'])
      await practised({ at: `2026-${day}T07:00:00Z` })
    const streaks = async () => {
      const { current_streak_days, best_streak_days } = await read('/stats')
      return [current_streak_days, best_streak_days]
    }
    assert.deepEqual(await streaks(), [3, 4])
    await practised({ at: '2026-03-02T07:00:00Z' })
    await practised({ at: '2026-03-02T09:00:00Z' })
    assert.deepEqual(await streaks(), [4, 4])
    app.clock.set('2026-03-03T23:59:59Z')
    assert.deepEqual(await streaks(), [4, 4])
    app.clock.set('2026-03-04T00:00:00Z')
    assert.deepEqual(await streaks(), [0, 4])
  })

  test('break no streak with the change to summer time, and mend none with partial sessions', async () => {
    await livesIn('Europe/London')
    app.clock.set('2026-03-30T12:00:00Z')
    for (const at of ['2026-03-28T00:10:00Z', '2026-03-29T22:50:00Z', '2026-03-29T23:10:00Z'])
      await practised({ at })
    assert.equal((await read('/stats')).current_streak_days, 3)
    await practised({ at: '2026-03-27T12:00:00Z', state: 'partial' })
    assert.equal((await read('/stats')).current_streak_days, 3)
    assert.equal((await read('/stats?timezone=UTC')).current_streak_days, 2)
  })

  test('tell weeks from Monday, months and hours in the zone of the person', async () => {
    await livesIn('Asia/Kathmandu')
    await practised({ at: '2026-03-01T18:15:00Z', seconds: 60 })
    await practised({ at: '2026-03-01T18:14:59Z', seconds: 600 })
    await practised({ at: '2026-02-28T18:14:59Z', seconds: 6000 })
    const { weekly, monthly, time_of_day } = await read('/stats')
    assert.deepEqual(weekly.slice(-2), [
      { week_start: '2026-02-23', session_count: 2, total_duration_seconds: 6600, days_practiced: 2 },
      { week_start: '2026-03-02', session_count: 1, total_duration_seconds: 60, days_practiced: 1 },
    ])
    assert.deepEqual(monthly.slice(-2), [
      { year: 2026, month: 2, session_count: 1, total_duration_seconds: 6000, days_practiced: 1 },
      { year: 2026, month: 3, session_count: 2, total_duration_seconds: 660, days_practiced: 2 },
    ])
    assert.deepEqual(monthly[0], {
      year: 2025,
      month: 4,
      session_count: 0,
      total_duration_seconds: 0,
      days_practiced: 0,
    })
    const hours = time_of_day.filter(({ session_count }: { session_count: number }) => session_count > 0)
    assert.deepEqual(hours, [
      { hour: 0, session_count: 1 },
      { hour: 23, session_count: 2 },
    ])
  })

  test('name the sequences, styles and poses practised most', async () => {
    for (const [sequence, times] of [
      [3, 3],
      [1, 2],
      [2, 1],
    ] as const)
      for (let i = 0; i < times; i++) await practised({ at: `2026-03-0${i + 1}T07:00:00Z`, sequence })
    await practised({ at: '2026-03-01T08:00:00Z', sequence: 5, state: 'partial' })
    await practised({ at: '2026-03-01T09:00:00Z' })
    const { most_practiced_sequences, favorite_styles, top_poses } = await read('/stats')
    const names = Object.fromEntries(
      (await run('select sequence_id, name from sequences where sequence_id <= 3')) as [number, string][],
    )
    assert.deepEqual(
      most_practiced_sequences,
      [
        [3, 3],
        [1, 2],
        [2, 1],
      ].map(([id, count]) => ({
        sequence_id: id,
        name: names[id!],
        sequence_name: names[id!],
        practice_count: count,
      })),
    )
    const styles = await run(
      `select style, sum(4 - case sequence_id when 3 then 1 when 1 then 2 else 3 end)::int as count
       from sequences where sequence_id <= 3 group by style order by count desc, style`,
    )
    assert.deepEqual(
      favorite_styles.map((s: { style: string; practice_count: number }) => [s.style, s.practice_count]),
      styles,
    )
    const poses = await run(
      `select pose_id, name_english, sum(case sequence_id when 3 then 3 when 1 then 2 else 1 end)::int as count
       from (select distinct sequence_id, pose_id from sequence_poses where sequence_id <= 3) as steps join poses using (pose_id)
       group by 1, 2 order by count desc, name_english, pose_id limit 10`,
    )
    assert.deepEqual(
      top_poses.map((p: Record<string, unknown>) => [p['pose_id'], p['name_english'], p['practice_count']]),
      poses,
    )
  })
})

describe('history, calendar and statistics', () => {
  const paths = ['/history', '/calendar', '/stats']

  test('are refused to guests', async () => {
    for (const path of paths) assert.equal((await get(path, 'guest')).status, 401, path)
  })

  test("show nobody else's sessions, not even to administrators", async () => {
    await practised({ at: '2026-03-01T07:00:00Z', sequence: 1 })
    for (const as of ['other', 'admin'] as const) {
      assert.equal((await read('/history', as)).total, 0)
      assert.equal((await read('/calendar', as)).total_days_practiced, 0)
      const { total_sessions, most_practiced_sequences } = await read('/stats', as)
      assert.deepEqual([total_sessions, most_practiced_sequences], [0, []])
    }
  })

  test('say what to do when the database does not know the zone of the profile', async () => {
    await livesIn('Nowhere/Land')
    await practised({ at: '2026-03-01T07:00:00Z' })
    for (const path of ['/history?start_date=2026-03-01', '/calendar', '/stats']) {
      const { status, json } = await get(path)
      assert.equal(status, 422, path)
      assert.equal(json.code, 'time_zone.unknown')
    }
    assert.equal((await get('/calendar?timezone=Asia/Tokyo')).status, 200)
  })
})
