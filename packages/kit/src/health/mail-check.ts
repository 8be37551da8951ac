import type { Check } from './checks.ts'

/** Has a mailer connect to its server and sign in. That takes longer than other checks and is done once a minute. */
export function mailCheck(mailer: { check(): Promise<void> }): Check {
  return {
    required: false,
    run: async () => {
      await mailer.check()
      return { status: 'pass' }
    },
    reuseMs: 60_000,
    timeoutMs: 5_000,
  }
}
