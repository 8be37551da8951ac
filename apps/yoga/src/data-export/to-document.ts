import type { Tx } from '@groundwork/kit/db/database'
import { toPreferences } from '../preferences/to-preferences.ts'
import { FORMAT_VERSION } from './document-contract.ts'
import { readPreferences, readProfile, sections } from './section-queries.ts'

const NOTE =
  'Everything YogaFlow has stored about you. Times are in UTC. Your password is not here: only a hash of it is stored, ' +
  'which nobody can turn back into the password.'

/** The document about an account: see `ExportDocument`; undefined when there is no such account. */
export async function readDocument(tx: Tx, userId: number, now: Date) {
  const owner = { userId, subject: String(userId) }
  const profile = await readProfile(tx, owner)
  if (!profile) return undefined
  const stored = await readPreferences(tx, owner)
  const document: Record<string, unknown> = {
    format: 'yogaflow-export',
    version: FORMAT_VERSION,
    exported_at: now.toISOString(),
    note: NOTE,
    profile: toWire(profile),
    preferences: toPreferences(stored?.preferences),
  }
  for (const [name, read] of Object.entries(sections)) document[name] = (await read(tx, owner)).map(toWire)
  return document
}

/** A row under the names of the document; instants turn to text when they are written. */
const toWire = (row: object) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [snakeCase(name), value]))

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
