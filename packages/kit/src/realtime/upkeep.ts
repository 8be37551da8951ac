import { createBackground } from './background.ts'

export interface UpkeepOptions {
  /** Looks for messages that no hint has told of. */
  sweep: () => Promise<void>
  onSweepFailure: (error: unknown) => void
  settleOverdue: () => Promise<void>
  checkSessions: () => Promise<void>
  onFailure: (error: unknown) => void
}

/** What a process asks the database by itself, each question only when its last one was answered. */
export interface Upkeep {
  /** Once a second, with the number of the second. */
  tick(tick: number, areHintsHeard: boolean): void
  /** Looks for messages at once. */
  sweep(): void
  /** Resolves when nothing is going on. */
  settled(): Promise<void>
}

/** Sessions are asked about, and streams looked at, this often (seconds); streams each second while hints get lost. */
const SESSION_TICKS = 60
const SWEEP_TICKS = 5

export function createUpkeep(options: UpkeepOptions): Upkeep {
  const sweep = createBackground(options.sweep, options.onSweepFailure)
  const settleOverdue = createBackground(options.settleOverdue, options.onFailure)
  const checkSessions = createBackground(options.checkSessions, options.onFailure)
  return {
    tick(tick, areHintsHeard) {
      if (!areHintsHeard || tick % SWEEP_TICKS === 0) sweep.run()
      if (tick % SWEEP_TICKS === 0) settleOverdue.run()
      if (tick % SESSION_TICKS === 0) checkSessions.run()
    },
    sweep: sweep.run,
    settled: async () =>
      void (await Promise.all([sweep.settled(), settleOverdue.settled(), checkSessions.settled()])),
  }
}
