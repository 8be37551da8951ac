import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { Check, CheckResult } from './checks.ts'

const WARN_SHARE = 0.9
const FAIL_SHARE = 0.97

/** Looks at the memory of this process: its heap against what V8 lets it grow to, and all of it against what the machine or container has. */
export function memoryCheck(): Check {
  return {
    required: false,
    run: (): Promise<CheckResult> => {
      const { used_heap_size, heap_size_limit } = getHeapStatistics()
      const heap = used_heap_size / heap_size_limit
      const resident = process.memoryUsage.rss() / memoryLimit()
      const share = Math.max(heap, resident)
      if (share < WARN_SHARE) return Promise.resolve({ status: 'pass' })
      const percent = Math.round(share * 100)
      return Promise.resolve({
        status: share < FAIL_SHARE ? 'warn' : 'fail',
        output: `${percent} % of the ${heap > resident ? 'heap' : 'memory'} this process may use is in use`,
        observedValue: percent,
        observedUnit: 'percent used',
      })
    },
  }
}

/** Bytes this process may use: of its container, or of the machine. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
