import assert from 'node:assert/strict'
import { beforeEach } from 'node:test'
import { TEST_START, type TestApp } from './test-app.ts'
import type { Person } from './people.ts'

type Known = Exclude<Person, 'guest'>

export interface PractisedSession {
  as?: Known
  /** When it started. */
  at: string
  seconds?: number
  state?: 'in_progress' | 'completed' | 'partial' | 'abandoned'
  sequence?: number | null
}

/**
 * What tests about practice share. Before each test nobody has practised, everybody lives in UTC, and the clock stands where
 * every test's clock begins.
 */
export function practiceOf({ deps, ids, clock, send }: TestApp) {
  const run = async (text: string, values: unknown[] = []) =>
    (await deps.db.execute({ shape: 'test.run', text, values })).rows

  beforeEach(async () => {
    await run('delete from practice_sessions')
    await run(`update users set timezone = 'UTC'`)
    clock.set(TEST_START)
  })

  return {
    /** Runs SQL and returns the rows as arrays. */
    run,
    /** Stores a session of `user` and returns its id; completed, ten minutes long and free unless said otherwise. */
    practised: async (session: PractisedSession): Promise<number> => {
      const { as = 'user', at, seconds = 600, state = 'completed', sequence = null } = session
      const rows = await run(
        `insert into practice_sessions
           (user_id, sequence_id, state, started_at, completed_at, duration_seconds, poses_completed)
         values ($1, $2, $3, $4::timestamptz,
           case when $3 = 'in_progress' then null else $4::timestamptz + $5 * interval '1 second' end, $5, 4)
         returning session_id`,
        [ids[as], sequence, state, at, seconds],
      )
      return rows[0]![0] as number
    },
    /** Sets the time zone of the profile of `user`. */
    livesIn: (zone: string) => run('update users set timezone = $1 where user_id = $2', [zone, ids.user]),
    get: (path: string, as: Person = 'user') => send({ url: `/api/v1${path}`, as }),
    /** The body of a GET that is answered with 200. */
    read: async (path: string, as: Known = 'user') => {
      const { status, json } = await send({ url: `/api/v1${path}`, as })
      assert.equal(status, 200, JSON.stringify(json))
      return json
    },
  }
}
