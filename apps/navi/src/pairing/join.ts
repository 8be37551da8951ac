import { randomUUIDv7 } from 'node:crypto'
import type { Tx } from '@groundwork/kit/db/database'
import { emit } from '@groundwork/kit/events/emit'
import { addressBlock } from '@groundwork/kit/ids/address-block'
import type { Deps } from '../deps.ts'
import { hashesOfCode } from './codes.ts'
import { fail } from './errors.ts'
import { pairingFormed } from './events.ts'
import { publishPaired } from './frames.ts'
import type { Pairing } from './pairing.ts'
import * as queries from './queries.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'keys' | 'realtime' | 'signIn'>

/** Joins with one code that may be refused before it is worth nothing. */
const MOST_REFUSALS = 5

type Refusal = 'pairing.code_not_found' | 'pairing.self_pairing_denied' | 'pairing.already_paired'
type Outcome = { refusal: Refusal } | { pairing: Pairing }

interface Joiner {
  userId: string
  address: string
}

/**
 * Makes a pair of whoever made the code and whoever joins with it. Of several who join at once, one does.
 * @throws AppError for everything that keeps them apart; nothing is changed then.
 */
export async function join(deps: Needs, joiner: Joiner, code: string | undefined): Promise<Pairing> {
  if (code === undefined) throw fail('pairing.invalid_pairing_code')
  await refuseGuessers(deps, joiner)
  const codeHashes = hashesOfCode(deps.keys, code)
  const outcome = await deps.db.transaction((tx) => joinTx(deps, tx, joiner.userId, codeHashes))
  if ('refusal' in outcome) {
    if (outcome.refusal === 'pairing.code_not_found') await countGuess(deps, joiner)
    throw fail(outcome.refusal)
  }
  return outcome.pairing
}

async function joinTx(deps: Needs, tx: Tx, userId: string, codeHashes: readonly Buffer[]): Promise<Outcome> {
  const now = deps.clock.now()
  const known = await queries.findCode(tx, { codeHashes, now })
  if (!known) return { refusal: 'pairing.code_not_found' }
  const { creatorId } = known
  await queries.lockUsers(tx, { userIds: [creatorId, userId] })
  // Read again under the lock: somebody else may have joined meanwhile.
  const code = await queries.findCode(tx, { codeHashes, now })
  if (code?.creatorId !== creatorId || code.refusals >= MOST_REFUSALS)
    return { refusal: 'pairing.code_not_found' }
  const live = await queries.listLive(tx, { userIds: [creatorId, userId] })
  if (code.usedBy !== null) {
    const made = live.find(({ pairingId }) => pairingId === code.pairingId)
    if (code.usedBy !== userId || !made) return { refusal: 'pairing.code_not_found' }
    const { pairingId, pairedAt } = made
    return { pairing: { pairingId, partnerId: creatorId, pairedAt: pairedAt.toISOString() } }
  }
  const refuse = async (refusal: Refusal): Promise<Outcome> => {
    await queries.refuseCode(tx, { creatorId })
    return { refusal }
  }
  if (creatorId === userId) return refuse('pairing.self_pairing_denied')
  if (live.length > 0) return refuse('pairing.already_paired')
  const pairing = { pairingId: randomUUIDv7(), partnerId: creatorId, pairedAt: now.toISOString() }
  await makePair(deps, tx, userId, pairing, now)
  return { pairing }
}

async function makePair(
  deps: Needs,
  tx: Tx,
  userId: string,
  { pairingId, partnerId, pairedAt }: Pairing,
  now: Date,
): Promise<void> {
  const userIds = [userId, partnerId].toSorted()
  const [lowerUserId, higherUserId] = userIds as [string, string]
  await queries.insertPairing(tx, { pairingId, lowerUserId, higherUserId, now })
  await queries.useCode(tx, { creatorId: partnerId, usedBy: userId, pairingId })
  await queries.deleteCode(tx, { creatorId: userId })
  await publishPaired(deps, tx, lowerUserId, { partnerId: higherUserId, pairedAt })
  await publishPaired(deps, tx, higherUserId, { partnerId: lowerUserId, pairedAt })
  emit(tx, pairingFormed, { pairingId, userIds })
}

const guesser = ({ userId, address }: Joiner) => ({
  person: `code ${userId}`,
  address: `code ${addressBlock(address)}`,
})

async function refuseGuessers({ db, clock, signIn }: Needs, joiner: Joiner): Promise<void> {
  const { person, address } = guesser(joiner)
  const until =
    (await signIn.guesses.person.lockedUntil(db, person)) ??
    (await signIn.guesses.address.lockedUntil(db, address))
  if (until === undefined) return
  const seconds = Math.max(1, Math.ceil((until.getTime() - clock.nowMs()) / 1000))
  throw fail('pairing.too_many_attempts', undefined, { headers: { 'retry-after': String(seconds) } })
}

async function countGuess({ db, signIn }: Needs, joiner: Joiner): Promise<void> {
  const { person, address } = guesser(joiner)
  await signIn.guesses.person.failed(db, person)
  await signIn.guesses.address.failed(db, address)
}
