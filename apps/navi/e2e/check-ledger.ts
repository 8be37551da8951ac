import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { PushServer } from '@groundwork/kit/testing/push-server'
import { expireTaps } from '../src/taps/queries.ts'
import type { BreakableNavi } from './breakable-navi.ts'
import { readOpen, countOpenPushes, readForgotten, readLedger } from './ledger.ts'
import type { AcceptedTap, Person } from './tapping-people.ts'

/** A tap that was accepted, in which round, and for whom. */
export interface SentTap extends AcceptedTap {
  seed: number
  to: Person
}

const SETTLED_WITHIN_MS = 40_000

/**
 * Checks that every tap has come to one end, or comes to it, and that this is what people, devices and clients saw. Pushes that are
 * on their way are waited for, but no longer than `pushedWithinMs`.
 * @returns how many taps came to each end.
 */
export async function checkLedger(
  { db, pushes }: BreakableNavi,
  people: readonly Person[],
  sent: readonly SentTap[],
  pushedWithinMs: number,
): Promise<Record<string, number>> {
  const waitedMs = Date.now()
  for (let open = await readOpen(db); open.length > 0; open = await readOpen(db)) {
    assert.ok(
      Date.now() - waitedMs < SETTLED_WITHIN_MS,
      `live messages are never settled: ${JSON.stringify(open)}`,
    )
    await pause(200)
  }
  const settledMs = Date.now()
  while ((await countOpenPushes(db)) > 0 && Date.now() - settledMs < pushedWithinMs) await pause(200)
  const forgotten = await readForgotten(db)
  assert.deepEqual(forgotten, [], 'taps that nothing pushes, though they could be felt')
  // What the job does that runs every minute, two minutes later: taps that were not confirmed have their end then.
  const later = new Date(Date.now() + 200_000)
  while ((await expireTaps(db, { now: later, before: later, limit: 500 })).length > 0) continue

  const ledger = await readLedger(db)
  const accepted = new Set(
    pushes.received.flatMap(({ status, path, headers }) =>
      status === 200 ? [`${headers['apns-id']} at ${path}`] : [],
    ),
  )
  const states: Record<string, number> = {}
  assert.equal(ledger.size, sent.length, 'as many taps are in the ledger as were accepted')
  assert.equal(new Set(sent.map(({ tapId }) => tapId)).size, sent.length, 'each has an id of its own')
  for (const { tapId, seq, seed, to } of sent) {
    const entry = ledger.get(tapId)
    const what = `tap ${tapId} of seed ${seed}: ${JSON.stringify(entry)}`
    assert.ok(entry, what)
    assert.deepEqual([entry.seq, entry.toUserId], [seq, to.userId], what)
    // The provider refuses no device: no tap has failed.
    assert.match(entry.state, /^(confirmed|push_accepted|expired)$/, what)
    const isSeen = to.clients.some(({ seen }) => seen.has(seq))
    if (entry.state === 'confirmed') assert.ok(isSeen, `${what} was not seen`)
    // Who comes back with a position is shown what was pushed meanwhile.
    if (entry.sentAt === null && entry.state !== 'push_accepted') assert.ok(!isSeen, `${what} was seen`)
    if (entry.state === 'push_accepted')
      assert.ok(accepted.has(`${tapId} at /3/device/${to.deviceToken}`), `${what} was not accepted`)
    states[entry.state] = (states[entry.state] ?? 0) + 1
  }
  const expiries = new Map(
    [...ledger.values()].map(({ toUserId, seq, expiresAt }) => [`${toUserId} ${seq}`, expiresAt.getTime()]),
  )
  for (const { userId, clients } of people)
    for (const { fromSeq, toSeq, reason, atMs } of clients.flatMap(({ skips }) => skips)) {
      if (reason !== 'expired') continue
      for (let seq = fromSeq; seq <= toSeq; seq++)
        assert.ok((expiries.get(`${userId} ${seq}`) ?? 0) <= atMs, `${seq} of ${userId} had not expired`)
    }
  return states
}

/** How many pushes the provider got, for the reader of a test. */
export function countPushes({ received }: PushServer): string {
  const taps = Map.groupBy(received, ({ headers }) => headers['apns-id'])
  const again = [...taps.values()].filter(({ length }) => length > 1).length
  const accepted = received.filter(({ status }) => status === 200).length
  return `${received.length} pushes of ${taps.size} taps, ${accepted} accepted, ${again} taps pushed again`
}
