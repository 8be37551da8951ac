import type { Db } from '@groundwork/kit/db/database'
import type { History } from './random-histories.ts'

/** Stores a person for each history, with their sessions, by few statements; in the order of the histories. */
export async function insertHistories(db: Db, histories: readonly History[]) {
  const { rows } = await db.execute({
    shape: 'testing.insert_people',
    text: `insert into users (email, name, password_hash, timezone)
      select 'person' || n || '@example.com', 'Person', 'none', zone
      from unnest($1::text[]) with ordinality as given(zone, n)
      order by n returning user_id`,
    values: [histories.map(({ zone }) => zone)],
  })
  const people = histories.map((history, i) => ({ ...history, userId: rows[i]![0] as number }))
  const sessions = people.flatMap(({ userId, practices }) => practices.map((of) => ({ userId, ...of })))
  await db.execute({
    shape: 'testing.insert_sessions',
    text: `insert into practice_sessions (user_id, started_at, completed_at, duration_seconds, state)
      select user_id, to_timestamp(started), to_timestamp(started + seconds), seconds, state
      from unnest($1::int[], $2::float8[], $3::int[], $4::text[]) as given(user_id, started, seconds, state)`,
    values: [
      sessions.map(({ userId }) => userId),
      sessions.map(({ startedMs }) => startedMs / 1000),
      sessions.map(({ seconds }) => seconds),
      sessions.map(({ state }) => state),
    ],
  })
  await db.execute({ shape: 'testing.analyze', text: 'analyze users, practice_sessions', values: [] })
  return people
}
