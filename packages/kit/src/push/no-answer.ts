/**
 * Why there is no answer. `unsent`: the server cannot have taken the request. `ended`: the connection or the stream ended first, and
 * it may have. `unreachable`: there was no connection. `late`: nothing came in time. `closed`: this side is stopping.
 */
export type Silence = 'unsent' | 'ended' | 'unreachable' | 'late' | 'closed'

/** A request that was not answered. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly why: Silence

  constructor(why: Silence, message: string, cause?: unknown) {
    super(message, { cause })
    this.why = why
  }
}

/** So often a request is sent at most whose connections end before the answer. */
export const MOST_SENDINGS = 3

/** Sends again what was not sent or whose connection ended, as long as `isWanted`. @throws what the last sending threw */
export async function sendAgain<T>(send: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (let sending = 1; ; sending++) {
    try {
      return await send()
    } catch (error) {
      const mayHelp = error instanceof NoAnswer && (error.why === 'unsent' || error.why === 'ended')
      if (!mayHelp || sending === MOST_SENDINGS || !isWanted()) throw error
    }
  }
}
