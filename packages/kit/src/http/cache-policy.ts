import type { Endpoint } from './endpoint.ts'

/**
 * How long the answers of a GET may be kept. Whatever the policy, an answer to a caller who is signed in is nobody else's.
 * - seconds: browsers ask each time whether it changed, shared caches once in that time;
 * - `{ seconds }`: browsers keep it that long without asking, and so do shared caches;
 * - `for_ever`: it never changes under its address;
 * - `never`: it must not be written down by anybody, because it holds secrets or is only true now.
 */
export type CachePolicy = number | { seconds: number } | 'for_ever' | 'never'

const YEAR_S = 31_536_000
const OWN = 'private, no-cache'

/** `Cache-Control` of a success, for a caller who is known and for one who is not. Undefined where none is needed. */
export function cacheControlOf({ method, cache, permission }: Endpoint): {
  known: string | undefined
  unknown: string | undefined
} {
  if (cache === 'never') return { known: 'no-store', unknown: 'no-store' }
  if (method !== 'GET') return { known: undefined, unknown: undefined }
  const shared = sharedPolicy(cache)
  if (permission === 'public') return { known: shared, unknown: shared }
  return { known: OWN, unknown: permission === 'optional' ? shared : OWN }
}

function sharedPolicy(cache: Exclude<CachePolicy, 'never'> | undefined): string {
  if (cache === undefined) return 'no-cache'
  if (cache === 'for_ever') return `public, max-age=${YEAR_S}, immutable`
  if (typeof cache === 'object') return `public, max-age=${cache.seconds}`
  return `public, max-age=0, s-maxage=${cache}, must-revalidate`
}

/** What the answers of an endpoint depend on beside its URL. */
export function variesBy({ permission, compress, scope }: Endpoint): string {
  const names = ['Origin']
  if (compress !== false) names.push('Accept-Encoding')
  if (permission !== 'public') names.push('Authorization', 'Cookie')
  if (scope) names.push('X-API-Key')
  return names.join(', ')
}

/** Whether successes of an endpoint carry an entity tag, so that callers can ask for changes only. What never changes needs none. */
export const isTagged = ({ method, cache }: Pick<Endpoint, 'method' | 'cache'>): boolean =>
  method === 'GET' && cache !== 'never' && cache !== 'for_ever'
