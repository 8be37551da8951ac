import type { Clock } from '../clock/clock.ts'
import type { Budget, Count } from './window-counter.ts'

/** Requests that were admitted and not charged where all processes count. */
export interface UnchargedRequests {
  /** Adds `used` requests to a budget, to be charged while its window is open, `leftMs` from now. */
  add: (budget: Budget, { used, leftMs }: Count) => void
  /** How many there are of a budget. */
  of: (budget: Budget) => number
  /** Takes those of the budgets out, to charge them; an empty list when there are none. */
  collect: (budgets: readonly Budget[]) => readonly Count[]
}

interface Debt {
  used: number
  endsMs: number
}

const MAX_KEYS = 100_000

/** Keeps them in this process; past `maxKeys` budgets the oldest are forgotten. */
export function createUnchargedRequests(clock: Clock, maxKeys = MAX_KEYS): UnchargedRequests {
  const debts = new Map<string, Debt>()

  const find = ({ key }: Budget): Debt | undefined => {
    const debt = debts.get(key)
    if (debt === undefined || debt.endsMs > clock.nowMs()) return debt
    debts.delete(key)
    return undefined
  }

  return {
    add: (budget, { used, leftMs }) => {
      const debt = find(budget)
      if (debt) debt.used += used
      else {
        if (debts.size >= maxKeys) debts.delete(debts.keys().next().value!)
        debts.set(budget.key, { used, endsMs: clock.nowMs() + leftMs })
      }
    },
    of: (budget) => (debts.size === 0 ? 0 : (find(budget)?.used ?? 0)),
    collect: (budgets) => {
      if (debts.size === 0) return NONE
      const nowMs = clock.nowMs()
      const counts = budgets.map((budget) => {
        const debt = find(budget)
        debts.delete(budget.key)
        return debt ? { used: debt.used, leftMs: debt.endsMs - nowMs } : NOTHING
      })
      return counts.some(({ used }) => used > 0) ? counts : NONE
    },
  }
}

const NOTHING: Count = { used: 0, leftMs: 0 }
const NONE: readonly Count[] = []
