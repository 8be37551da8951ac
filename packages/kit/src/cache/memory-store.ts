import type { Clock } from '../clock/clock.ts'
import type { CacheStore, MemoryBounds } from './cache-store.ts'
import { createRecentTexts } from './recent-texts.ts'

const MAX_TAGS = 100_000

/**
 * Keeps texts in this process, for this process. Bounded; of the tags, too, those used last stay. Where other processes may
 * change what the texts depend on, `maxTtlMs` says for how long this one may not notice.
 */
export function createMemoryStore(
  clock: Clock,
  { maxTtlMs = Infinity, ...bounds }: MemoryBounds & { maxTtlMs?: number } = {},
): CacheStore {
  const texts = createRecentTexts(clock, bounds)
  const generations = new Map<string, string>()
  let counter = 0
  const renew = (tag: string): string => {
    generations.delete(tag)
    // A tag that was forgotten begins with a new generation, so what was kept for it is lost and never wrong.
    if (generations.size >= MAX_TAGS) generations.delete(generations.keys().next().value!)
    const generation = String(++counter)
    generations.set(tag, generation)
    return generation
  }
  const generationsOf = (tags: readonly string[]) =>
    tags.map((tag) => generations.get(tag) ?? renew(tag)).join(' ')

  return {
    async claim(key, tags) {
      const current = generationsOf(tags)
      const kept = texts.get(key)
      if (kept?.generations === current) return { text: kept.text }
      return { ticket: { token: '', generations: current }, isFirst: true }
    },
    async keep(key, tags, ticket, text, ttlMs) {
      if (ticket.generations !== generationsOf(tags)) return
      texts.set(key, {
        text,
        generations: ticket.generations,
        expiresAtMs: clock.nowMs() + Math.min(ttlMs, maxTtlMs),
      })
    },
    async release() {},
    async invalidate(tags) {
      for (const tag of tags) renew(tag)
    },
  }
}
