import type { Clock } from '../clock/clock.ts'
import { addressBlock } from '../ids/address-block.ts'
import type { LimitClass, LimitKey, Rate } from './limit-classes.ts'
import type { Budget, Usage, WindowCounter } from './window-counter.ts'

interface Subject {
  endpoint: string
  limit: string
  address: string
  subject?: string
  account?: string
}

interface Decision {
  allowed: boolean
  retryAfterS: number
  headers: Readonly<Record<string, string>>
}

export interface LimiterOptions {
  classes: Readonly<Record<string, LimitClass>>
  /** Rates of single endpoints by operation id; such an endpoint has a budget of its own. */
  routes: Readonly<Record<string, Rate>>
  counter: WindowCounter
  /** Also sends the older `X-RateLimit-*` fields; the clock says when the window ends, in seconds since 1970. */
  olderHeaders?: Pick<Clock, 'nowMs'>
  /** Hears of every decision by class: for metrics. */
  onDecision?: (limit: string, admitted: boolean) => void
}

/**
 * Decides on requests by the class their endpoint names (`none` is always admitted).
 * A class that counts subjects falls back to the address for callers who are not signed in; one that counts accounts counts the
 * subject where the request names none. An IPv6 address is counted with the others of its /64.
 * Answers carry the `RateLimit` and `RateLimit-Policy` fields of draft-ietf-httpapi-ratelimit-headers.
 * @throws Error for a class that is not declared.
 */
export function createLimiter({ classes, routes, counter, olderHeaders, onDecision }: LimiterOptions): {
  take: (request: Subject) => Decision | Promise<Decision>
} {
  return {
    take(request) {
      if (request.limit === 'none') return ADMITTED
      const declared = classes[request.limit]
      if (!declared)
        throw new Error(
          `endpoint ${request.endpoint} names the limit ${request.limit}, which is not declared`,
        )
      const own = routes[request.endpoint]
      const scope = own ? request.endpoint : request.limit
      const budgets = budgetsOf(declared, own ?? declared, scope, request)
      const decideBy = (usages: readonly Usage[]) => {
        const decision = decide(scope, budgets, usages, olderHeaders)
        onDecision?.(request.limit, decision.allowed)
        return decision
      }
      const usages = counter.take(budgets)
      return usages instanceof Promise ? usages.then(decideBy) : decideBy(usages)
    },
  }
}

const ADMITTED: Decision = { allowed: true, retryAfterS: 0, headers: {} }

function budgetsOf({ by }: LimitClass, rate: Rate, scope: string, request: Subject): Budget[] {
  const budgets: Budget[] = []
  for (const kind of by) {
    const key = keyOf(kind, request)
    if (key !== undefined) budgets.push({ key: `${scope} ${key}`, rate })
  }
  return budgets
}

function keyOf(kind: LimitKey, { address, subject, account }: Subject): string | undefined {
  if (kind === 'account' && account !== undefined) return `account:${account}`
  if (kind !== 'address' && subject !== undefined) return `subject:${subject}`
  return kind === 'account' ? undefined : `address:${addressBlock(address)}`
}

function decide(
  policy: string,
  budgets: readonly Budget[],
  usages: readonly Usage[],
  clock: Pick<Clock, 'nowMs'> | undefined,
): Decision {
  let tightest = 0
  for (let i = 1; i < usages.length; i++) if (usages[i]!.remaining < usages[tightest]!.remaining) tightest = i
  const { remaining, resetS } = usages[tightest]!
  const { quota, windowS } = budgets[tightest]!.rate
  const blocked = usages.filter(({ admitted }) => !admitted)
  const headers = {
    'ratelimit-policy': `"${policy}";q=${quota};w=${windowS}`,
    ratelimit: `"${policy}";r=${remaining};t=${resetS}`,
    ...(clock && {
      'x-ratelimit-limit': String(quota),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(Math.ceil(clock.nowMs() / 1000) + resetS),
    }),
  }
  return {
    allowed: blocked.length === 0,
    retryAfterS: Math.max(0, ...blocked.map((usage) => usage.resetS)),
    headers,
  }
}
