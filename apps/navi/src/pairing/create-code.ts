import type { Deps } from '../deps.ts'
import { CODE_LIFE_S } from './contract.ts'
import { drawCode, hashCode } from './codes.ts'
import { fail } from './errors.ts'
import { publishPaired } from './frames.ts'
import { readPairing } from './pairing.ts'
import { lockUsers, putCode } from './queries.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'keys' | 'realtime'>

const MOST_DRAWS = 10

/**
 * Makes a code for a partner to join with, in the place of an earlier one.
 * @throws AppError `pairing.already_paired`, after telling so on live connections: an existing client takes any failure for the end
 * of its session, and the frame brings it back to its partner.
 */
export async function createCode(deps: Needs, creatorId: string): Promise<{ code: string; expiresAt: Date }> {
  const { db, clock, keys } = deps
  const pairing = await readPairing(db, creatorId)
  if (pairing) {
    await db.transaction((tx) => publishPaired(deps, tx, creatorId, pairing))
    throw fail('pairing.already_paired')
  }
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + CODE_LIFE_S * 1000)
  const code = await db.transaction(async (tx) => {
    await lockUsers(tx, { userIds: [creatorId] })
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const drawn = drawCode()
      if ((await putCode(tx, { creatorId, codeHash: hashCode(keys, drawn), now, expiresAt })) > 0)
        return drawn
    }
    throw new Error(`${MOST_DRAWS} codes were drawn, and all of them are taken`)
  })
  return { code, expiresAt }
}
