import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { expireTaps } from '../src/taps/queries.ts'
import { startBreakableNavi, type BreakableNavi } from './breakable-navi.ts'
import { playFault, ROUND_MS, scheduleOf } from './fault-schedule.ts'
import { readLedger, readPositions, countOpen } from './ledger.ts'
import { makePeople, tap, type AcceptedTap, type Person } from './tapping-people.ts'

/**
 * Two processes under random faults, and people who tap meanwhile. By default the kept seeds are played and then those from 1 on, as
 * many as fit into the time. FAULT_ROUNDS says how many schedules are played, whatever time they take, and FAULT_SEED which seed is
 * the first: a seed that failed is played alone by both.
 */
const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 24)
const PLAY_MS = process.env['FAULT_ROUNDS'] === undefined ? 40_000 : Number.POSITIVE_INFINITY
const CHOSEN_SEED = process.env['FAULT_SEED']

/** Seeds that once failed stay here, and are played first. */
const KEPT_SEEDS: readonly number[] = []

/** Each with processes and services of its own. */
const LANES = 2
const PAIRS = 10
const MOST_DRAWN = 2 ** 24 - 1
/** A thousand a minute. */
const MEAN_GAP_MS = 60
const REST_WITHIN_MS = 25_000
const SETTLED_WITHIN_MS = 40_000

interface SentTap extends AcceptedTap {
  seed: number
  to: Person
}

describe('two processes, PostgreSQL and Redis under random faults', { concurrency: true }, () => {
  const startedMs = Date.now()
  let next = 0
  const takeSeed = () => {
    if (next >= ROUNDS || Date.now() - startedMs > PLAY_MS) return undefined
    const n = next++
    if (CHOSEN_SEED !== undefined) return Number(CHOSEN_SEED) + n
    return KEPT_SEEDS[n] ?? 1 + n - KEPT_SEEDS.length
  }
  for (let lane = 1; lane <= LANES; lane++)
    test(`every accepted tap has one end that is true, and no client misses or gets anything twice without being told, part ${lane}`, (t) =>
      playRounds(t, takeSeed))
})

async function playRounds(t: TestContext, takeSeed: () => number | undefined): Promise<void> {
  const navi = await startBreakableNavi()
  const people = await makePeople(navi, PAIRS)
  const reconnecting = setInterval(() => reconnect(navi, people), 25)
  const sent: SentTap[] = []
  const faults: Record<string, number> = {}
  const seeds: number[] = []
  let restMs = 0
  try {
    for (let seed = takeSeed(); seed !== undefined; seed = takeSeed()) {
      seeds.push(seed)
      for (const { what } of scheduleOf(seed)) faults[what] = (faults[what] ?? 0) + 1
      restMs = Math.max(restMs, await playRound(navi, people, seed, sent))
    }
    const states = await checkLedger(navi, people, sent)
    t.diagnostic(
      `${seeds.length} schedules, seeds ${seeds[0]} to ${seeds.at(-1)}: ${print(faults)}; ${sent.length} taps, ${sent.filter(({ attempts }) => attempts > 1).length} of them sent more than once: ${print(states)}; at rest after ${restMs} ms at most`,
    )
  } finally {
    clearInterval(reconnecting)
    for (const { cut } of people.flatMap(({ clients }) => clients)) cut()
    await navi.close()
  }
}

/** Those who were cut off come back at once, to whichever process is up. */
function reconnect(navi: BreakableNavi, people: readonly Person[]): void {
  const fronts = navi.fronts().filter((front) => front !== undefined)
  for (const { clients } of people)
    for (const client of clients) {
      const front = fronts[Math.floor(Math.random() * fronts.length)]
      if (front && !client.isUp()) client.connect(`ws://127.0.0.1:${front.port}/`)
    }
}

/**
 * Lets people tap while a schedule of faults runs its course, and waits until everybody has everything.
 * @returns how long they had to wait, in ms.
 */
async function playRound(
  navi: BreakableNavi,
  people: readonly Person[],
  seed: number,
  sent: SentTap[],
): Promise<number> {
  const schedule = scheduleOf(seed)
  const failed = new AbortController()
  const down = new Set<string>()
  const faults = schedule.map((fault) => playFault(navi, people, fault, down))
  const taps = planTaps(seed, people.length).map(async ({ atMs, from, lifeMs, pick }) => {
    await pause(atMs)
    const taken = await tap(navi, people[from]!, { lifeMs, pick, signal: failed.signal })
    sent.push({ ...taken, seed, to: people[from ^ 1]! })
  })
  try {
    await Promise.race([Promise.all([...faults, ...taps]), navi.endedUnasked])
    return await Promise.race([untilAtRest(navi, people), navi.endedUnasked])
  } catch (error) {
    failed.abort()
    await Promise.allSettled([...faults, ...taps])
    const { message } = error as Error
    throw new Error(`seed ${seed}, schedule ${JSON.stringify(schedule)}: ${message}`, { cause: error })
  }
}

/** Who taps, when, and for how long each tap is felt: the same for the same seed. */
function planTaps(seed: number, people: number) {
  const drawn = fc.sample(fc.noBias(fc.nat(MOST_DRAWN)), { seed, numRuns: 500 })
  let draws = 0
  /** From 0 to 1. */
  const pick = () => drawn[draws++ % drawn.length]! / (MOST_DRAWN + 1)
  const taps = []
  for (let atMs = 0; atMs < ROUND_MS; atMs -= Math.log(1 - pick()) * MEAN_GAP_MS)
    taps.push({ atMs, from: Math.floor(pick() * people), lifeMs: pick() < 0.2 ? 1_500 : 100_000, pick })
  return taps
}

/** Waits until every client stands at the end of its messages. @returns how long, in ms. */
async function untilAtRest(navi: BreakableNavi, people: readonly Person[]): Promise<number> {
  const startedMs = Date.now()
  for (;;) {
    const late = await listLate(navi, people)
    if (late.length === 0) break
    assert.ok(Date.now() - startedMs < REST_WITHIN_MS, `not everything has arrived: ${late.join(', ')}`)
    await pause(50)
  }
  const problems = people.flatMap(({ clients }) => clients.flatMap(({ problems }) => problems))
  assert.deepEqual(problems, [])
  return Date.now() - startedMs
}

async function listLate({ db }: BreakableNavi, people: readonly Person[]): Promise<string[]> {
  const positions = await readPositions(db)
  return people.flatMap(({ userId, clients }) => {
    const seq = positions.get(userId)!
    return clients.filter(({ isAt }) => !isAt(seq)).map(({ name }) => name)
  })
}

/** @returns how many taps came to each end. */
async function checkLedger(
  { db }: BreakableNavi,
  people: readonly Person[],
  sent: readonly SentTap[],
): Promise<Record<string, number>> {
  const waitedMs = Date.now()
  while ((await countOpen(db)) > 0) {
    assert.ok(Date.now() - waitedMs < SETTLED_WITHIN_MS, 'live messages are never settled')
    await pause(200)
  }
  // What the job does that runs every minute, two minutes later: taps that were not confirmed have their end then.
  const later = new Date(Date.now() + 200_000)
  while ((await expireTaps(db, { now: later, before: later, limit: 500 })).length > 0) continue

  const ledger = await readLedger(db)
  const states: Record<string, number> = {}
  assert.equal(ledger.size, sent.length, 'as many taps are in the ledger as were accepted')
  assert.equal(new Set(sent.map(({ tapId }) => tapId)).size, sent.length, 'each has an id of its own')
  for (const { tapId, seq, seed, to } of sent) {
    const entry = ledger.get(tapId)
    const what = `tap ${tapId} of seed ${seed}: ${JSON.stringify(entry)}`
    assert.ok(entry, what)
    assert.deepEqual([entry.seq, entry.toUserId], [seq, to.userId], what)
    assert.match(entry.state, /^(confirmed|push_accepted|expired|failed)$/, what)
    const isSeen = to.clients.some(({ seen }) => seen.has(seq))
    if (entry.state === 'confirmed') assert.ok(isSeen, `${what} was not seen`)
    if (entry.sentAt === null) assert.ok(!isSeen, `${what} was seen`)
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

const print = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
