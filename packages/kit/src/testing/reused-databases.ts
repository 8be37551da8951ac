import type { Db } from '../db/database.ts'
import { createRestorePoint } from './restore-point.ts'

/** Returns a database to the state it was handed over in. False when it cannot: the database is of no more use. */
type Reset = (db: Db) => Promise<boolean>

/** How a database returns to its first state: looks at that state, and gives what brings it back. */
export type Resetting = (db: Db) => Promise<Reset>

interface ReusableDatabase<Handle> {
  handle: Handle
  reset: Reset
}

const idle = new Map<string, ReusableDatabase<unknown>[]>()

/** One that was given back under this key, if there is any. */
export function takeReusable<Handle>(key: string): ReusableDatabase<Handle> | undefined {
  return idle.get(key)?.pop() as ReusableDatabase<Handle> | undefined
}

/** Keeps a database that was reset for whoever in this process asks next. */
export function keepReusable<Handle>(key: string, database: ReusableDatabase<Handle>): void {
  idle.set(key, [...(idle.get(key) ?? []), database])
}

/** Puts back every row of these schemas, whose changes are noted. A database whose tables, functions or triggers were changed cannot. */
export const byRows =
  (schemas: readonly string[]): Resetting =>
  async (db) => {
    const point = await createRestorePoint(db, schemas, 'first_state')
    const catalog = await catalogOf(db)
    return async (db) => {
      if ((await catalogOf(db)) !== catalog) return false
      await point.restore(db)
      return true
    }
  }

/** Removes whatever was made in a database that began with nothing. */
export const byRemoval: Resetting = () =>
  Promise.resolve(async (db) => {
    await db.driver.reserve((connection) =>
      connection.script(`
        do $$ declare made text; begin
          for made in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
          loop execute format('drop schema %I cascade', made); end loop;
        end $$;
        create schema public authorization pg_database_owner;
        grant usage on schema public to public`),
    )
    return true
  })

/** A digest of everything in a database that is not a row of its tables; pg-boss adds partitions of its own accord. */
async function catalogOf(db: Db): Promise<unknown> {
  const { rows } = await db.driver.query({
    text: `
      with mine as (
        select oid from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'pgboss')
      )
      select md5(concat_ws('|',
        (select string_agg(concat_ws(' ', oid, relname, relnatts), ',' order by oid)
         from pg_class where relnamespace in (select oid from mine)),
        (select string_agg(concat_ws(' ', attrelid, attnum, attname, atttypid, attnotnull, attisdropped), ',' order by attrelid, attnum)
         from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'v')
         where attnum > 0 and c.relnamespace in (select oid from mine)),
        (select string_agg(concat_ws(' ', oid, tgname, tgenabled), ',' order by oid)
         from pg_trigger where tgrelid in (select oid from pg_class where relnamespace in (select oid from mine))),
        (select string_agg(concat_ws(' ', oid, conname, convalidated), ',' order by oid)
         from pg_constraint where connamespace in (select oid from mine)),
        (select string_agg(concat_ws(' ', oid, proname, md5(prosrc)), ',' order by oid) from pg_proc
         where pronamespace in (select oid from mine)),
        (select string_agg(nspname, ',' order by oid) from pg_namespace where oid in (select oid from mine))))`,
    values: [],
  })
  return rows[0]![0]
}
