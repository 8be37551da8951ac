import type { Clock } from '../clock/clock.ts'
import type { Registry } from '../telemetry/registry.ts'
import type { PushAnswer, PushProvider } from './notification.ts'

/** What is written about pushes that are not taken: a logger of the shape of pino's. */
export interface PushLog {
  warn(fields: object, message: string): void
}

export interface PushWatch {
  /** The same provider, counted and timed under a name. */
  observe<Device>(name: string, provider: PushProvider<Device>): PushProvider<Device>
  /**
   * What is wrong with the providers, a sentence each: one that cannot be reached, where there is one server to ask, or that did
   * not take three pushes in a row, for ten minutes.
   */
  complaints(): Promise<string[]>
}

const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** One device may be refused, or asked to wait, for reasons of its own. */
const FAILURES_IN_A_ROW = 3
const FAILURES_COUNT_MS = 10 * 60_000

/** Counts and times what providers are sent. What is rejected is logged with the reason: mostly it is our configuration. */
export function createPushWatch(registry: Registry, log: PushLog, clock: Clock): PushWatch {
  const durations = registry.histogram({
    name: 'push_attempt_duration_seconds',
    help: 'Attempts to push by provider and outcome: accepted, gone (no such device), rejected, retry, or failed before the provider was asked.',
    labels: ['provider', 'outcome'],
    buckets: BUCKETS,
  })
  const watched: (() => Promise<string | undefined>)[] = []

  return {
    observe(name, provider) {
      let failures = 0
      let failedMs = 0
      const note = (outcome: PushAnswer['outcome'] | 'failed') => {
        if (outcome === 'accepted' || outcome === 'gone') failures = 0
        else {
          failures++
          failedMs = clock.nowMs()
        }
      }
      watched.push(async () => {
        const isReached = await provider.reach?.().then(
          () => true,
          () => false,
        )
        if (isReached === false) return `${name} is not reachable`
        const agoMs = clock.nowMs() - failedMs
        if (failures < FAILURES_IN_A_ROW || agoMs >= FAILURES_COUNT_MS) return undefined
        return `${name} did not take the last ${failures} pushes, the last one ${Math.round(agoMs / 1000)} s ago`
      })
      return {
        ...provider,
        async send(notification, device, signal) {
          const startedMs = performance.now()
          let outcome: PushAnswer['outcome'] | 'failed' = 'failed'
          try {
            const answer = await provider.send(notification, device, signal)
            outcome = answer.outcome
            if (answer.outcome === 'rejected')
              log.warn({ provider: name, reason: answer.reason, push_id: notification.id }, 'push rejected')
            return answer
          } finally {
            note(outcome)
            durations.observe((performance.now() - startedMs) / 1000, name, outcome)
          }
        },
      }
    },
    async complaints() {
      return (await Promise.all(watched.map((ask) => ask()))).filter((one) => one !== undefined)
    },
  }
}
