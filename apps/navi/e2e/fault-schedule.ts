import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import type { PushBehaviour } from '@groundwork/kit/testing/push-server'
import type { BreakableNavi } from './breakable-navi.ts'
import type { Person } from './tapping-people.ts'

/** What goes wrong, when in the round, and for how long. */
export interface Fault {
  what: 'kill' | 'fanOut' | 'postgres' | 'partition' | 'cut' | 'freeze' | 'away' | 'push' | 'killInPush'
  atMs: number
  forMs: number
  /** Which process, person, group of people, or behaviour of the provider of pushes. */
  which: number
  /** Bytes that still pass a connection that is cut: few, so that it ends within a frame. */
  bytes: number
}

/** How long people tap in a round. */
export const ROUND_MS = 1_000

const fault = (what: Fault['what'], forMs: fc.Arbitrary<number>, latestMs = ROUND_MS): fc.Arbitrary<Fault> =>
  fc.record({
    what: fc.constant(what),
    atMs: fc.nat(latestMs),
    forMs,
    which: fc.nat(1_000),
    bytes: fc.integer({ min: 1, max: 400 }),
  })

const faults = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fault('kill', fc.nat(500)) },
    { weight: 2, arbitrary: fault('fanOut', fc.nat(800)) },
    { weight: 2, arbitrary: fault('postgres', fc.nat(300)) },
    { weight: 2, arbitrary: fault('partition', fc.nat(1_000)) },
    { weight: 4, arbitrary: fault('cut', fc.constant(0)) },
    // A tap is pushed half a second after it was taken.
    { weight: 4, arbitrary: fault('away', fc.integer({ min: 600, max: 2_000 })) },
    { weight: 2, arbitrary: fault('push', fc.nat(2_000)) },
    { weight: 2, arbitrary: fault('killInPush', fc.nat(500), ROUND_MS / 2) },
    {
      weight: 3,
      // A client that does not answer for four seconds is cut; one that acknowledges is not.
      arbitrary: fault(
        'freeze',
        fc.oneof({ weight: 5, arbitrary: fc.nat(900) }, { weight: 1, arbitrary: fc.constant(5_500) }),
      ),
    },
  ),
  { minLength: 1, maxLength: 4 },
)

/** The schedule of a round: the same for the same seed. */
export const scheduleOf = (seed: number): readonly Fault[] => fc.sample(faults, { seed, numRuns: 1 })[0]!

/** How a provider of pushes fails. */
const FAILURES: readonly PushBehaviour[] = [
  'slow',
  { status: 503 },
  'cut',
  'reset',
  'refuse',
  'good-bye',
  { cutAfterHeaders: 200 },
]

/** So many groups are people divided into, of which one is away. */
const GROUPS = 4

/** How long a push is waited for in whose midst a process is killed. */
const PUSH_WITHIN_MS = 1_500

/** Lets a fault come and go. What is down already is left alone. */
export async function playFault(
  navi: BreakableNavi,
  people: readonly Person[],
  { what, atMs, forMs, which, bytes }: Fault,
  down: Set<string>,
): Promise<void> {
  await pause(atMs)
  const process = which % navi.fanOutLinks.length
  const link = navi.fanOutLinks[process]!
  const { pushes } = navi
  const takePushes = () => {
    pushes.always(undefined)
    while (pushes.answer(200)) continue
  }
  const { clients } = people[which % people.length]!
  const group = people.filter((_, i) => i % GROUPS === which % GROUPS)
  const fault = {
    kill: { of: `process ${process}`, begin: () => navi.kill(process), end: () => navi.start(process) },
    fanOut: { of: 'fan-out', begin: () => navi.fanOut.stop(), end: () => navi.fanOut.start() },
    postgres: { of: 'postgres', begin: () => navi.postgres.stop(), end: () => navi.postgres.start() },
    // Half of them lose the way, half send into nowhere.
    partition: {
      of: `link ${process}`,
      begin: () => (bytes % 2 === 0 ? link.cut() : link.stall()),
      end: () => link.mend(),
    },
    cut: { of: `front ${process}`, begin: () => navi.fronts()[process]?.cutAfter(bytes), end: () => {} },
    freeze: {
      of: `person ${which % people.length}`,
      begin: () => clients.forEach(({ pause }) => pause()),
      end: () => clients.forEach(({ read }) => read()),
    },
    away: {
      of: `group ${which % GROUPS}`,
      begin: () => group.forEach((person) => person.leave()),
      end: () => group.forEach((person) => person.comeBack()),
    },
    push: {
      of: 'push',
      begin: () => pushes.always(FAILURES[which % FAILURES.length]),
      end: takePushes,
    },
    // A group is away, and the provider has not yet answered the first push that comes; either process may have sent it.
    killInPush: {
      of: `process ${process}`,
      begin: async () => {
        for (const person of group) person.leave()
        pushes.always('slow')
        await Promise.race([pushes.waitFor(pushes.received.length + 1), pause(PUSH_WITHIN_MS)])
        await navi.kill(process)
      },
      end: async () => {
        takePushes()
        for (const person of group) person.comeBack()
        await navi.start(process)
      },
    },
  }[what]
  if (down.has(fault.of)) return
  down.add(fault.of)
  await fault.begin()
  await pause(forMs)
  await fault.end()
  down.delete(fault.of)
}
