import type { Check } from './checks.ts'

/** Asks what is wrong with the providers of pushes. That takes longer than other checks and is asked more seldom. */
export function pushCheck(watch: { complaints(): Promise<string[]> }): Check {
  return {
    required: false,
    run: async () => {
      const complaints = await watch.complaints()
      return complaints.length === 0 ? { status: 'pass' } : { status: 'fail', output: complaints.join('; ') }
    },
    reuseMs: 10_000,
    timeoutMs: 5_000,
  }
}
