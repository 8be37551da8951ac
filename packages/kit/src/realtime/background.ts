/** Runs `step` unless its last run has not ended. */
export interface Background {
  run(): void
  /** Resolves when no run is going on. */
  settled(): Promise<void>
}

export function createBackground(step: () => Promise<void>, onFailure: (error: unknown) => void): Background {
  let running: Promise<void> | undefined
  return {
    run() {
      running ??= step()
        .catch(onFailure)
        .finally(() => void (running = undefined))
    },
    settled: async () => running,
  }
}
