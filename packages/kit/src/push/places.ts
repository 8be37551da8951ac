import { NoAnswer } from './no-answer.ts'

/** Room for a number of calls at once; the others wait in the order in which they came. */
export interface Places {
  /** Resolves when there is room. @throws NoAnswer at once when too many wait; the reason of `late` when that aborts */
  enter(late: AbortSignal): Promise<void>
  leave(): void
}

export function createPlaces(maxRunning: number, maxWaiting: number): Places {
  const waiting = new Set<() => void>()
  let running = 0
  return {
    async enter(late) {
      late.throwIfAborted()
      if (running < maxRunning) return void running++
      if (waiting.size >= maxWaiting) throw new NoAnswer('unsent', 'too many requests wait')
      const turn = Promise.withResolvers<void>()
      const giveUp = () => {
        waiting.delete(turn.resolve)
        turn.reject(late.reason)
      }
      waiting.add(turn.resolve)
      late.addEventListener('abort', giveUp, { once: true })
      await turn.promise
      late.removeEventListener('abort', giveUp)
    },
    leave() {
      const [next] = waiting
      // Whoever leaves hands its place over, so `running` stays as it is.
      if (next === undefined) return void running--
      waiting.delete(next)
      next()
    },
  }
}
