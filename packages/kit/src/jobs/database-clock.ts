import type { AttachableClock, Clock as BossClock } from 'pg-boss'
import { systemClock, type Clock } from '../clock/clock.ts'
import type { Executor } from '../db/database.ts'

const timers = {
  setTimeout: (work: () => void, ms: number) => setTimeout(work, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
  setInterval: (work: () => void, ms: number) => setInterval(work, ms),
  clearInterval: (handle: unknown) => clearInterval(handle as NodeJS.Timeout),
}

/**
 * The clock as pg-boss takes it. With a clock that is turned by hand, pg-boss's own `job_now()` reads a table in place of
 * the server's time, for every session of the database: only a test turns a clock, and its database is its own. Time stands still
 * there, so each job is stored a microsecond after the one before it: jobs run in the order of that instant.
 */
export function databaseClock(clock: Clock): BossClock | AttachableClock {
  const now = () => clock.nowMs()
  if (clock === systemClock) return { now, ...timers }
  return {
    now,
    ...timers,
    attach: async ({ db }: Parameters<AttachableClock['attach']>[0]) => {
      await db.executeSql(`
        create table if not exists pgboss.turned_clock (now timestamptz not null);
        insert into pgboss.turned_clock select to_timestamp(${now() / 1000})
          where not exists (select from pgboss.turned_clock);
        create or replace function pgboss.job_now() returns timestamptz language sql stable
          as 'select now from pgboss.turned_clock';
        create sequence if not exists pgboss.stored_jobs;
        create or replace function pgboss.number_job() returns trigger language plpgsql as $$ begin
          new.created_on := new.created_on + nextval('pgboss.stored_jobs') * interval '1 microsecond';
          return new;
        end $$;
        create or replace trigger number_job before insert on pgboss.job
          for each row execute function pgboss.number_job();
      `)
      // Others may share the database, so its clock stays turned.
      return { [Symbol.asyncDispose]: async () => {} }
    },
  }
}

/** Tells the database how late it is by a clock that is turned by hand. */
export async function turnDatabaseClock(on: Executor, clock: Clock): Promise<void> {
  if (clock === systemClock) return
  await on.execute({
    shape: 'jobs.turn_clock',
    text: 'update pgboss.turned_clock set now = $1',
    values: [clock.now()],
  })
}
