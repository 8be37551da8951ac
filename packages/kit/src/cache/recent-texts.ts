import type { Clock } from '../clock/clock.ts'
import type { MemoryBounds } from './cache-store.ts'

/** A text together with what it depends on. */
export interface KeptText {
  text: string
  generations: string
  expiresAtMs: number
}

/** Texts in memory, bounded: those that were not read for longest make room. */
export interface RecentTexts {
  get(key: string): KeptText | undefined
  set(key: string, kept: KeptText): void
  delete(key: string): void
}

const MAX_ENTRIES = 10_000
const MAX_BYTES = 64 * 1024 * 1024

export function createRecentTexts(
  clock: Clock,
  { maxEntries = MAX_ENTRIES, maxBytes = MAX_BYTES }: MemoryBounds,
): RecentTexts {
  // A Map keeps the order of insertion: the first key is the one not read for longest.
  const texts = new Map<string, KeptText>()
  let bytes = 0
  const sizeOf = (key: string, { text, generations }: KeptText) =>
    2 * (key.length + text.length + generations.length)
  const isFull = () => bytes > maxBytes || texts.size > maxEntries
  const remove = (key: string) => {
    const kept = texts.get(key)
    if (kept === undefined) return
    bytes -= sizeOf(key, kept)
    texts.delete(key)
  }
  return {
    get: (key) => {
      const kept = texts.get(key)
      if (kept === undefined) return undefined
      if (kept.expiresAtMs <= clock.nowMs()) {
        remove(key)
        return undefined
      }
      texts.delete(key)
      texts.set(key, kept)
      return kept
    },
    set: (key, kept) => {
      remove(key)
      const size = sizeOf(key, kept)
      if (size > maxBytes) return
      texts.set(key, kept)
      bytes += size
      while (isFull()) remove(texts.keys().next().value!)
    },
    delete: remove,
  }
}
