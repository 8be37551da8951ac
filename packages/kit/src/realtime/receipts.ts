/** Those who wait to hear that a message was written to a socket. */
export interface Receipts {
  /** Resolves to true when that is noted within `withinMs`, else to false. */
  wait(recipient: string, seq: number, withinMs: number): Promise<boolean>
  note(recipient: string, seq: number): void
}

export function createReceipts(): Receipts {
  const receipts = new Map<string, Set<() => void>>()
  return {
    async wait(recipient, seq, withinMs) {
      const key = keyOf(recipient, seq)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const hit = () => resolve(true)
      const waiting = receipts.get(key) ?? new Set()
      receipts.set(key, waiting.add(hit))
      const timer = setTimeout(() => resolve(false), withinMs)
      const wasNoted = await promise
      clearTimeout(timer)
      waiting.delete(hit)
      if (waiting.size === 0) receipts.delete(key)
      return wasNoted
    },
    note(recipient, seq) {
      if (receipts.size > 0) for (const hit of receipts.get(keyOf(recipient, seq)) ?? []) hit()
    },
  }
}

const keyOf = (recipient: string, seq: number) => `${recipient}\n${seq}`
