import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { startBreakableNavi, type BreakableNavi, type FanOut } from './breakable-navi.ts'
import { checkLedger, countPushes, type SentTap } from './check-ledger.ts'
import { playFault, ROUND_MS, scheduleOf } from './fault-schedule.ts'
import { readPositions } from './ledger.ts'
import { makePeople, tap, type Person } from './tapping-people.ts'

/**
 * Two processes under random faults, and people who tap meanwhile. By default the kept seeds are played and then those from 1 on, as
 * many as fit into the time. FAULT_ROUNDS says how many schedules are played, whatever time they take, and FAULT_SEED which seed is
 * the first: a seed that failed is played alone by both.
 */
const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 24)
const PLAY_MS = process.env['FAULT_ROUNDS'] === undefined ? 40_000 : Number.POSITIVE_INFINITY
const CHOSEN_SEED = process.env['FAULT_SEED']

/** Seeds that once failed stay here, and are played first. */
const KEPT_SEEDS: readonly number[] = [865, 1106]

/** Each has processes and services of its own. Seeds take turns: even ones are played by the first. */
const LANES: readonly FanOut[] = ['redis', 'nats']
const PAIRS = 10
const MOST_DRAWN = 2 ** 24 - 1
/** A thousand a minute. */
const MEAN_GAP_MS = 60
const REST_WITHIN_MS = 25_000
/** A push under way in a process that was killed is made again after a minute: so long is waited only where time does not count. */
const PUSHED_WITHIN_MS = PLAY_MS === Number.POSITIVE_INFINITY ? 90_000 : 3_000

const seeds = Array.from({ length: ROUNDS }, (_, n) =>
  CHOSEN_SEED === undefined ? (KEPT_SEEDS[n] ?? 1 + n - KEPT_SEEDS.length) : Number(CHOSEN_SEED) + n,
)

describe(
  'two processes, PostgreSQL, their fan-out and a push service under random faults',
  { concurrency: true },
  () => {
    const lastMs = Date.now() + PLAY_MS
    for (const [lane, fanOut] of LANES.entries()) {
      const own = seeds.filter((seed) => seed % LANES.length === lane)
      test(
        `every accepted tap has one end that is true, and no client misses or gets anything twice without being told, by ${fanOut}`,
        { skip: own.length === 0 && 'none of the seeds is played here' },
        (t) => playRounds(t, fanOut, own, lastMs),
      )
    }
  },
)

async function playRounds(t: TestContext, fanOut: FanOut, seeds: readonly number[], lastMs: number) {
  const navi = await startBreakableNavi(fanOut)
  const people = await makePeople(navi, PAIRS)
  const reconnecting = setInterval(() => reconnect(navi, people), 25)
  const sent: SentTap[] = []
  const faults: Record<string, number> = {}
  const played: number[] = []
  let restMs = 0
  try {
    for (const seed of seeds) {
      if (Date.now() > lastMs) break
      played.push(seed)
      for (const { what } of scheduleOf(seed)) {
        const name = { fanOut: `${fanOut} stopped`, killInPush: 'kill in a push' }[what as string] ?? what
        faults[name] = (faults[name] ?? 0) + 1
      }
      restMs = Math.max(restMs, await playRound(navi, people, seed, sent))
    }
    const states = await checkLedger(navi, people, sent, PUSHED_WITHIN_MS)
    const again = sent.filter(({ attempts }) => attempts > 1).length
    t.diagnostic(
      `${played.length} schedules, seeds ${played[0]} to ${played.at(-1)}: ${print(faults)}; ${sent.length} taps, ${again} of them sent more than once: ${print(states)}; ${countPushes(navi.pushes)}; at rest after ${restMs} ms at most`,
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
  for (const { clients } of people.filter(({ isAway }) => !isAway()))
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

const print = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
