import type { Cache } from '@groundwork/kit/cache/cache'
import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db, Tx } from '@groundwork/kit/db/database'
import type { CacheRule } from '@groundwork/kit/http/cached-answer'

const MINUTE_MS = 60_000

/** Poses and presets as everybody reads them. */
export const LIBRARY = 'library'
/** What is answered to one person about their practice. */
export const ownPractice = (userId: number) => `practice:${userId}`
/** What one person was given for their practice. */
export const ownAchievements = (userId: number) => `achievements:${userId}`
/** Who one person is: what their profile says. */
export const ownAccount = (userId: number) => `account:${userId}`
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
  achievements: (userId: number) => ({
    kind: 'achievements',
    ttlMs: 5 * MINUTE_MS,
    // Mastery counts the poses of the library.
    tags: [ownPractice(userId), ownAchievements(userId), LIBRARY],
  }),
  account: (userId: number) => ({ kind: 'account', ttlMs: 5 * MINUTE_MS, tags: [ownAccount(userId)] }),
  favorites: (userId: number) => ({
    kind: 'favorites',
    ttlMs: 5 * MINUTE_MS,
    tags: [ownSequences(userId), LIBRARY],
  }),
  // What people type differs more than it repeats: not for long.
  search: { kind: 'search', ttlMs: 5 * MINUTE_MS, tags: [LIBRARY] },
  marks: (userId: number) => ({
    kind: 'marks',
    ttlMs: 5 * MINUTE_MS,
    // Administrators make sequences of their own among the presets.
    tags: [ownSequences(userId), LIBRARY],
    readAlong: true,
  }),
} satisfies Record<string, CacheRule | ((userId: number) => CacheRule)>

const QUARTER_MS = 900_000

/** The quarter of an hour. Days begin at one, in whatever zone: what is cached with it is not answered on the next day. */
export const quarterOf = (clock: Clock): number => Math.floor(clock.nowMs() / QUARTER_MS)

/**
 * Forgets what depends on the tags, in every process; what somebody changed, they see with their next request. When Redis does not
 * answer, nothing is read from it either, and this process forgets before it reads again.
 */
export const forget = ({ cache }: { cache: Cache }, tags: readonly string[]): Promise<void> =>
  cache.invalidate(tags).catch(() => {})

/** The same once what was changed in `db` has committed: it may stand for a transaction that others began. */
export function forgetOnceCommitted(
  { db, cache }: { db: Db | Tx; cache: Cache },
  tags: readonly string[],
): Promise<void> | void {
  if (!('afterCommit' in db)) return forget({ cache }, tags)
  db.afterCommit(() => forget({ cache }, tags))
}
