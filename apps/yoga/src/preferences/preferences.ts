import type { Deps } from '../deps.ts'
import * as queries from './queries.ts'

/** What a person has chosen, as it is stored; see `toPreferences`. */
export async function read({ db }: Pick<Deps, 'db'>, userId: number): Promise<unknown> {
  return (await queries.findStored(db, { userId }))?.preferences
}

/** Keeps what a person chooses beside what they chose before; returns all of it. */
export async function choose({ db, clock }: Pick<Deps, 'db' | 'clock'>, userId: number, chosen: object) {
  const stored = { userId, chosen: JSON.stringify(chosen), now: clock.now() }
  return (await queries.mergeStored(db, stored))?.preferences
}
