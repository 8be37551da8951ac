import type { Clock } from '../clock/clock.ts'

/** The state of one dependency. `output` says what is wrong and is absent when nothing is. */
export interface CheckResult {
  status: 'pass' | 'warn' | 'fail'
  output?: string
  /** What was measured, where there is a figure, and its unit. */
  observedValue?: number
  observedUnit?: string
}

/** One dependency: `required` ones make the whole report fail, others only warn. */
export interface Check {
  required: boolean
  run: () => Promise<CheckResult>
}

export interface Report {
  status: CheckResult['status']
  checks: Record<string, CheckResult>
}

export interface HealthOptions {
  checks: Readonly<Record<string, Check>>
  clock: Clock
  /** How long a check may take before it counts as failed. */
  timeoutMs: number
  /** How long a result is reused, so that probes do not load what they probe. */
  reuseMs: number
}

/** Runs the checks side by side; whatever hangs, the report is there within `timeoutMs`. */
export function createHealth({ checks, clock, timeoutMs, reuseMs }: HealthOptions): {
  report: () => Promise<Report>
} {
  let last: { atMs: number; report: Promise<Report> } | undefined
  const run = async (): Promise<Report> => {
    const entries = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await bounded(check, timeoutMs)] as const),
    )
    const failed = (required: boolean) =>
      entries.some(([name, { status }]) => status === 'fail' && checks[name]!.required === required)
    const warned = failed(false) || entries.some(([, { status }]) => status === 'warn')
    return { status: failed(true) ? 'fail' : warned ? 'warn' : 'pass', checks: Object.fromEntries(entries) }
  }
  return {
    report: () => {
      const nowMs = clock.nowMs()
      if (last === undefined || nowMs - last.atMs >= reuseMs) last = { atMs: nowMs, report: run() }
      return last.report
    },
  }
}

async function bounded({ run }: Check, timeoutMs: number): Promise<CheckResult> {
  const { promise: late, resolve } = Promise.withResolvers<CheckResult>()
  const timer = setTimeout(
    () => resolve({ status: 'fail', output: `no answer within ${timeoutMs} ms` }),
    timeoutMs,
  )
  try {
    return await Promise.race([run(), late])
  } catch {
    return { status: 'fail', output: 'not reachable' }
  } finally {
    clearTimeout(timer)
  }
}
