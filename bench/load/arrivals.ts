import { setTimeout as pause } from 'node:timers/promises'
import { exponential, type LoadTarget, type Moment, type Random } from './visit.ts'

/** One action that has ended. Times are in ms since the beginning of the load. */
export interface Sample {
  kind: string
  /** When the visitor wanted it. */
  atMs: number
  /** From then until the answer was there, whatever kept it from being asked for in time. */
  latencyMs: number
  /** What went wrong. */
  error: string | undefined
}

export interface Load {
  samples: Sample[]
  /** Visitors that were there at the end of each second. */
  visitors: number[]
}

export interface LoadPlan {
  /** Visitors present at a time, on average. */
  users: number
  warmUpMs: number
  /** How long the load lasts after the warm-up. */
  ms: number
  random: Random
}

const SECOND_MS = 1_000
/** How long those who are there at the end have to leave. */
const LEAVE_MS = 30_000

/**
 * Puts an open load on an application: visitors arrive when they like, at random and not knowing of one another, and act when they
 * like, whether or not the application keeps up. With a mean visit of W, users / W arrive in a unit of time, so that `users` are
 * there at a time (Little's law). Whoever waits for an answer does the next thing late, and that counts: a latency begins
 * when the visitor wanted to act.
 */
export async function load(target: LoadTarget, { users, warmUpMs, ms, random }: LoadPlan): Promise<Load> {
  const startedMs = performance.now()
  const nowMs = () => performance.now() - startedMs
  const endMs = warmUpMs + ms
  const samples: Sample[] = []
  const visitors: number[] = []
  const present = new Set<Promise<void>>()
  const everySecond = setInterval(() => visitors.push(present.size), SECOND_MS)

  const act = async ({ actions }: Moment, atMs: number) => {
    await Promise.all(
      actions.map(async ({ kind, act }) => {
        const { endedMs, error } = await act().then(
          (endedMs) => ({ endedMs, error: undefined }),
          (reason: Error) => ({ endedMs: undefined, error: reason.message }),
        )
        const latencyMs = (endedMs ?? performance.now()) - startedMs - atMs
        samples.push({ kind, atMs, latencyMs, error })
      }),
    )
  }
  const receive = async (n: number, arrivedMs: number) => {
    const { moments, end } = target.visit(n, random)
    let atMs = arrivedMs
    for (const moment of moments) {
      atMs += moment.afterMs
      await until(atMs - nowMs())
      // The load ends for those who are still there.
      if (atMs > endMs) break
      await act(moment, atMs)
    }
    end()
  }

  const meanGapMs = target.meanVisitMs / users
  let begun: Promise<void> | undefined
  for (let n = 0, atMs = 0; atMs < endMs; n++, atMs += exponential(random, meanGapMs)) {
    await until(atMs - nowMs())
    if (atMs >= warmUpMs) begun ??= target.begin()
    const visit = receive(n, atMs).finally(() => present.delete(visit))
    present.add(visit)
  }
  await begun
  clearInterval(everySecond)
  const left = Promise.all(present)
  await Promise.race([left, pause(LEAVE_MS, undefined, { ref: false })])
  return {
    samples: samples.filter(({ atMs }) => atMs >= warmUpMs),
    visitors: visitors.slice(Math.ceil(warmUpMs / SECOND_MS)),
  }
}

/** Timers fire late rather than early; what is due at once is done at once, a whole batch before the next timer. */
const until = (ms: number): Promise<void> | undefined => (ms < 1 ? undefined : pause(ms))
