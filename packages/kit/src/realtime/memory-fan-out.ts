import type { OpenFanOut } from './fan-out.ts'

/** A fan-out for those in one process that share it. */
export function memoryFanOut(): OpenFanOut {
  const members = new Set<(text: string) => void>()
  return (hear) => {
    members.add(hear)
    return {
      publish: (text) => {
        for (const member of members) setImmediate(() => members.has(member) && member(text))
      },
      close: async () => void members.delete(hear),
    }
  }
}
