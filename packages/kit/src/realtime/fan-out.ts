/** Carries short texts between the processes of an app. They are hints: any of them may be lost. */
export interface FanOut {
  /** Tells every process, this one included or not. Never throws. */
  publish(text: string): void
  /** Ends the connections. Nothing is heard afterwards. Safe to call twice. */
  close(): Promise<void>
}

/** Opens a fan-out in the background. `hear` gets what the others publish. */
export type OpenFanOut = (hear: (text: string) => void) => FanOut

/** Texts are split so that each fits everywhere: PostgreSQL takes less than 8000 bytes. */
export const MAX_HINT_BYTES = 7000
