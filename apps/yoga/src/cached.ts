import type { Cache } from '@groundwork/kit/cache/cache'
import type { CacheRule } from '@groundwork/kit/http/cached-answer'

const MINUTE_MS = 60_000

/** Poses and presets as everybody reads them. */
export const LIBRARY = 'library'
/** What is answered to one person about their practice. */
export const ownPractice = (userId: number) => `practice:${userId}`
/** Which sequences one person marked or made. */
export const ownSequences = (userId: number) => `sequences:${userId}`

/** Every answer that is cached, how long, and what it depends on. */
export const cacheRules = {
  poses: { kind: 'poses', ttlMs: 60 * MINUTE_MS, tags: [LIBRARY] },
  presets: { kind: 'presets', ttlMs: 30 * MINUTE_MS, tags: [LIBRARY] },
  practice: (userId: number) => ({
    kind: 'practice',
    ttlMs: 5 * MINUTE_MS,
    // It names sequences and poses.
    tags: [ownPractice(userId), LIBRARY],
  }),
  marks: (userId: number) => ({
    kind: 'marks',
    ttlMs: 5 * MINUTE_MS,
    // Administrators make sequences of their own among the presets.
    tags: [ownSequences(userId), LIBRARY],
    readAlong: true,
  }),
} satisfies Record<string, CacheRule | ((userId: number) => CacheRule)>

/**
 * Forgets what depends on the tags, in every process; what somebody changed, they see with their next request. When Redis does not
 * answer, nothing is read from it either, and this process forgets before it reads again.
 */
export const forget = ({ cache }: { cache: Cache }, tags: readonly string[]): Promise<void> =>
  cache.invalidate(tags).catch(() => {})
