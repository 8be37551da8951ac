import type { Db } from '@groundwork/kit/db/database'
import { slugOf } from '../figures/figure.ts'
import * as queries from './queries.ts'
import { readContentFolder } from './read-content.ts'
import { seedDefinitions } from './seed-definitions.ts'

/** Where the drawing of a pose that ships is served. */
export const drawingUrl = (nameEnglish: string) => `/images/poses/${slugOf(nameEnglish)}.svg`

/**
 * Fills an empty library with the content the product ships with; a library that has poses is left alone. What only the
 * program defines is brought up to date.
 * @returns true when the library was filled.
 */
export async function seedContent(db: Db): Promise<boolean> {
  await seedDefinitions(db)
  if (await queries.hasPoses(db, {})) return false
  const poses = await readContentFolder<{ name_english: string }>('poses')
  const sequences = await readContentFolder<object>('sequences')
  const drawn = poses.map((pose) => ({ ...pose, image_urls: [drawingUrl(pose.name_english)] }))
  return db.transaction(async (tx) => {
    await queries.lockContent(tx, {})
    if (await queries.hasPoses(tx, {})) return false
    await queries.insertPoses(tx, { poses: JSON.stringify(drawn) })
    await queries.insertSequences(tx, { sequences: JSON.stringify(sequences) })
    await queries.restartIds(tx, {})
    return true
  })
}
