import type { Check } from './checks.ts'

/** Looks at the live connections of this process: how many there are, and whether other processes can tell of new messages. */
export function liveCheck(realtime: { status(): { connections: number; hintsArrive: boolean } }): Check {
  return {
    required: false,
    run: () => {
      const { connections, hintsArrive } = realtime.status()
      const observed = { observedValue: connections, observedUnit: 'connections' }
      if (hintsArrive) return Promise.resolve({ status: 'pass', ...observed })
      const output = 'hints of other processes get lost: messages are looked for every second'
      return Promise.resolve({ status: 'warn', output, ...observed })
    },
  }
}
