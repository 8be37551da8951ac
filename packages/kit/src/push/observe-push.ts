import type { Registry } from '../telemetry/registry.ts'
import type { PushProvider } from './notification.ts'

/** What is written about pushes that are not taken: a logger of the shape of pino's. */
export interface PushLog {
  warn(fields: object, message: string): void
}

export interface PushWatch {
  /** The same provider, counted and timed under a name. */
  observe<Device>(name: string, provider: PushProvider<Device>): PushProvider<Device>
}

const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Counts and times what providers are sent. What is rejected is logged with the reason: mostly it is our configuration. */
export function createPushWatch(registry: Registry, log: PushLog): PushWatch {
  const durations = registry.histogram({
    name: 'push_attempt_duration_seconds',
    help: 'Attempts to push by provider and outcome: accepted, gone (no such device), rejected, retry, or failed before the provider was asked.',
    labels: ['provider', 'outcome'],
    buckets: BUCKETS,
  })
  return {
    observe: (name, provider) => ({
      async send(notification, device, signal) {
        const startedMs = performance.now()
        let outcome = 'failed'
        try {
          const answer = await provider.send(notification, device, signal)
          outcome = answer.outcome
          if (answer.outcome === 'rejected')
            log.warn({ provider: name, reason: answer.reason, push_id: notification.id }, 'push rejected')
          return answer
        } finally {
          durations.observe((performance.now() - startedMs) / 1000, name, outcome)
        }
      },
      close: () => provider.close(),
    }),
  }
}
