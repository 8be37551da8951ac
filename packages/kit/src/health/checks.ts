import type { Clock } from '../clock/clock.ts'

/** The state of one dependency. `output` says what is wrong and is absent when nothing is. */
export interface CheckResult {
  status: 'pass' | 'warn' | 'fail'
  output?: string
  /** What was measured, where there is a figure, and its unit. */
  observedValue?: number
  observedUnit?: string
}

/** How one dependency is looked at. A promise that rejects is a failed check; its message is not shown. */
export interface Check {
  /** A required one that fails makes the whole report fail, and the process not ready; others only warn. */
  required: boolean
  run: () => Promise<CheckResult>
  /** How long a result is used again, and the time from one look to the next while everything is watched: 500 ms by default. */
  reuseMs?: number
  /** A check that takes longer has failed: 1 s by default. */
  timeoutMs?: number
}

/** Every check by its name, and what follows from all of them. */
export interface Report {
  status: CheckResult['status']
  checks: Record<string, CheckResult>
}

/** What a process knows of its dependencies. */
export interface Health {
  /**
   * Every check, as it was found last. While watched it waits for nothing; else, and for the first result, at most `answerMs`.
   * `withinMs` lets it take another time.
   */
  report(withinMs?: number): Promise<Report>
  /** Whether requests may be sent here: fails with a required check, and for good once the process drains. As fast. */
  readiness(): Promise<CheckResult['status']>
  /**
   * Looks at everything again and again, whoever asks, until the returned function is called. Resolves with that as soon as each
   * check has a result, after a second at the latest.
   */
  watch(): Promise<() => void>
  /** From now on the process is not ready. */
  drain(): void
  /** Whether the process drains. */
  isDraining(): boolean
}

export interface HealthOptions {
  checks: Readonly<Record<string, Check>>
  clock: Clock
  /** How long an answer waits for checks while nothing is watched: 80 ms by default. */
  answerMs?: number
}

const FIRST_LOOK_MS = 1_000

/**
 * Looks at dependencies side by side: all the time while they are watched, else when asked. One that refuses is seen `reuseMs`
 * after the last look, one that hangs after `timeoutMs` more.
 */
export function createHealth({ checks, clock, answerMs = 80 }: HealthOptions): Health {
  const probes = Object.entries(checks).map(([name, check]) => ({
    name,
    required: check.required,
    ...createProbe(check, clock),
  }))
  const requiredProbes = probes.filter(({ required }) => required)
  let draining = false

  const ask = async (asked: typeof probes, withinMs = answerMs) => {
    const unsure = asked.filter((probe) => probe.mayBeOld())
    if (unsure.length > 0) {
      const late = after(withinMs)
      await Promise.race([Promise.all(unsure.map((probe) => probe.look())), late.promise])
      late.cancel()
    }
    return asked.map(({ name, required, found }) => ({ name, required, result: found() }))
  }

  return {
    async report(withinMs) {
      const asked = await ask(probes, withinMs)
      return {
        status: statusOf(asked),
        checks: Object.fromEntries(asked.map(({ name, result }) => [name, result])),
      }
    },
    async readiness() {
      if (draining) return 'fail'
      return statusOf(await ask(requiredProbes))
    },
    async watch() {
      const stops = probes.map((probe) => probe.watch())
      await ask(probes, FIRST_LOOK_MS)
      return () => stops.forEach((stop) => stop())
    },
    drain: () => void (draining = true),
    isDraining: () => draining,
  }
}

function statusOf(asked: readonly { required: boolean; result: CheckResult }[]): CheckResult['status'] {
  if (asked.some(({ required, result }) => required && result.status === 'fail')) return 'fail'
  return asked.some(({ result }) => result.status !== 'pass') ? 'warn' : 'pass'
}

/** One check with its last result. Asked again while it runs, it does not run twice. */
function createProbe(check: Check, clock: Clock) {
  const { required, reuseMs = 500, timeoutMs = 1_000 } = check
  let last: { result: CheckResult; atMs: number } | undefined
  let running: Promise<void> | undefined
  let isWatched = false

  const run = async () => {
    const result = await bounded(check.run, timeoutMs)
    last = { result, atMs: clock.nowMs() }
    running = undefined
  }
  const look = () => (running ??= run())
  const mayBeOld = () => last === undefined || (!isWatched && clock.nowMs() - last.atMs >= reuseMs)

  return {
    mayBeOld,
    look,
    /** What the last look found. */
    found: (): CheckResult => last?.result ?? { status: required ? 'fail' : 'warn', output: 'no answer yet' },
    /** Looks at once and then every `reuseMs`, or as soon as a look that took longer is over. */
    watch: () => {
      let timer: NodeJS.Timeout | undefined
      const lookAgain = async () => {
        const startedMs = performance.now()
        await look()
        const pauseMs = Math.max(0, reuseMs - (performance.now() - startedMs))
        if (isWatched) timer = setTimeout(() => void lookAgain(), pauseMs).unref()
      }
      isWatched = true
      void lookAgain()
      return () => {
        isWatched = false
        clearTimeout(timer)
      }
    },
  }
}

async function bounded(run: Check['run'], timeoutMs: number): Promise<CheckResult> {
  const late = after(timeoutMs)
  try {
    return await Promise.race([
      run(),
      late.promise.then(() => ({ status: 'fail' as const, output: `no answer within ${timeoutMs} ms` })),
    ])
  } catch {
    return { status: 'fail', output: 'not reachable' }
  } finally {
    late.cancel()
  }
}

function after(ms: number) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  return { promise, cancel: () => clearTimeout(timer) }
}
