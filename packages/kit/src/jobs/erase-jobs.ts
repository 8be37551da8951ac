import type { Executor } from '../db/database.ts'

/**
 * Deletes the jobs, waiting, done or dead, whose payload holds one of these values in the field of that name, in any case
 * of letters: for the deletion of an account. Jobs that run now stay. Returns their number. Reads every job there is.
 */
export async function eraseJobs(
  on: Executor,
  fields: Readonly<Record<string, string | number>>,
): Promise<number> {
  const text = `
    delete from pgboss.job where state <> 'active' and exists (
      select from jsonb_each_text($1::text::jsonb) as wanted(field, value)
      where lower(data->'payload'->>wanted.field) = lower(wanted.value))`
  const { affected } = await on.execute({ shape: 'jobs.erase', text, values: [JSON.stringify(fields)] })
  return affected
}
