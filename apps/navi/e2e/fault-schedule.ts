import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import type { BreakableNavi } from './breakable-navi.ts'
import type { Person } from './tapping-people.ts'

/** What goes wrong, when in the round, and for how long. */
export interface Fault {
  what: 'kill' | 'redis' | 'postgres' | 'partition' | 'cut' | 'freeze'
  atMs: number
  forMs: number
  /** Which process, or person. */
  which: number
  /** Bytes that still pass a connection that is cut: few, so that it ends within a frame. */
  bytes: number
}

/** How long people tap in a round. */
export const ROUND_MS = 1_000

const fault = (what: Fault['what'], forMs: fc.Arbitrary<number>): fc.Arbitrary<Fault> =>
  fc.record({
    what: fc.constant(what),
    atMs: fc.nat(ROUND_MS),
    forMs,
    which: fc.nat(1_000),
    bytes: fc.integer({ min: 1, max: 400 }),
  })

const faults = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fault('kill', fc.nat(500)) },
    { weight: 2, arbitrary: fault('redis', fc.nat(800)) },
    { weight: 2, arbitrary: fault('postgres', fc.nat(300)) },
    { weight: 2, arbitrary: fault('partition', fc.nat(1_000)) },
    { weight: 4, arbitrary: fault('cut', fc.constant(0)) },
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

/** Lets a fault come and go. What is down already is left alone. */
export async function playFault(
  navi: BreakableNavi,
  people: readonly Person[],
  { what, atMs, forMs, which, bytes }: Fault,
  down: Set<string>,
): Promise<void> {
  await pause(atMs)
  const process = which % navi.redisLinks.length
  const link = navi.redisLinks[process]!
  const { clients } = people[which % people.length]!
  const fault = {
    kill: { of: `process ${process}`, begin: () => navi.kill(process), end: () => navi.start(process) },
    redis: { of: 'redis', begin: () => navi.redis.stop(), end: () => navi.redis.start() },
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
  }[what]
  if (down.has(fault.of)) return
  down.add(fault.of)
  await fault.begin()
  await pause(forMs)
  await fault.end()
  down.delete(fault.of)
}
