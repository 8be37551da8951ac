import type { Db } from '@groundwork/kit/db/database'
import { slugOf } from '../figures/figure.ts'
import * as queries from './queries.ts'
import { readContentFolder } from './read-content.ts'

interface PoseFile {
  pose_id: number
  name_english: string
}

/**
 * Fills an empty library with the content the product ships with; a library that has poses is left alone.
 * @returns true when it was filled.
 */
export async function seedContent(db: Db): Promise<boolean> {
  if (await queries.hasPoses(db, {})) return false
  const poses = await readContentFolder<PoseFile>('poses')
  const sequences = await readContentFolder<object>('sequences')
  const withImages = poses.map((pose) => ({
    ...pose,
    image_urls: [`/images/poses/${slugOf(pose.name_english)}.svg`],
  }))
  return db.transaction(async (tx) => {
    await queries.lockContent(tx, {})
    if (await queries.hasPoses(tx, {})) return false
    await queries.insertPoses(tx, { poses: JSON.stringify(withImages) })
    await queries.insertSequences(tx, { sequences: JSON.stringify(sequences) })
    await queries.restartIds(tx, {})
    return true
  })
}
