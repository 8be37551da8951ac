import type { Db } from '../db/database.ts'
import { createRestorePoint } from './restore-point.ts'

/** A database that returns to the state it was handed over in. */
export interface ReusableDatabase<Handle> {
  handle: Handle
  /** Puts back every row. False when more than rows was changed: the database is of no more use. */
  reset: (db: Db) => Promise<boolean>
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

/** Makes a database fit to be used again: from now on its changes are noted. */
export async function makeReusable<Handle>(
  db: Db,
  schemas: readonly string[],
  handle: Handle,
): Promise<ReusableDatabase<Handle>> {
  const point = await createRestorePoint(db, schemas, 'first_state')
  const catalog = await catalogOf(db)
  return {
    handle,
    reset: async (db) => {
      if ((await catalogOf(db)) !== catalog) return false
      await point.restore(db)
      return true
    },
  }
}

/** The same for a database with nothing in it, whatever was made in it. */
export const emptyAgain = <Handle>(handle: Handle): ReusableDatabase<Handle> => ({
  handle,
  reset: async (db) => {
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
  },
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
