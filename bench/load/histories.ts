import type { Db } from '@groundwork/kit/db/database'
import type { Person } from '../client/people.ts'

/** Gives everybody up to 80 practices of the last year, each of some preset. */
export async function addHistories(db: Db, people: readonly Person[]): Promise<void> {
  await db.execute({
    shape: 'load.add_histories',
    text: `insert into practice_sessions
        (user_id, sequence_id, started_at, completed_at, duration_seconds, state, poses_completed, total_poses)
      select user_id, 1 + (n + user_id) % 10, at, at + interval '20 minutes', 1200, 'completed', 10, 10
      from unnest($1::int[]) as of(user_id),
        lateral generate_series(1, 10 + user_id % 70) as n,
        lateral (select now() - interval '1 day' * (n * 365 / 80.0) - interval '1 hour') as practised(at)`,
    values: [people.map(({ userId }) => userId)],
  })
  await db.execute({ shape: 'load.analyze', text: 'analyze', values: [] })
}
