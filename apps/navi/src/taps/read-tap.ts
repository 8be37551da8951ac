import { instant } from '@groundwork/kit/http/coerce'
import { Intensity, Pattern } from './contract.ts'
import { fail } from './errors.ts'
import type { NewTap } from './queries.ts'

/** A tap as it was sent. */
export interface AskedTap {
  intensity?: unknown
  pattern?: unknown
  /** Also what came as `Idempotency-Key`. */
  clientTapId?: unknown
  tappedAt?: unknown
}

export type Tap = Pick<NewTap, 'intensity' | 'pattern' | 'clientTapId' | 'tappedAt'>

const MOST_KEY_CHARACTERS = 100
/** So far may the clock of a watch be ahead of ours. */
const AHEAD_MS = 5 * 60_000
/** Nothing waits longer on a watch. */
const OLDEST_MS = 30 * 86_400_000

/**
 * The tap that is meant: absent fields mean the usual one, now. A watch whose clock is a little ahead taps now.
 * @throws AppError for the first field that cannot be meant, in the order of the original: intensity, pattern, and the others.
 */
export function readTap(
  { intensity = 'medium', pattern = 'single', clientTapId, tappedAt }: AskedTap,
  now: Date,
): Tap {
  const known = Intensity.safeParse(intensity)
  if (!known.success) throw fail('tap.invalid_intensity')
  const rhythm = Pattern.safeParse(pattern)
  if (!rhythm.success) throw fail('tap.invalid_pattern')
  return {
    intensity: known.data,
    pattern: rhythm.data,
    clientTapId: clientTapId === undefined ? null : readKey(clientTapId),
    tappedAt: tappedAt === undefined ? now : readTime(tappedAt, now),
  }
}

function readKey(key: unknown): string {
  const isKey = typeof key === 'string' && key.length > 0 && key.length <= MOST_KEY_CHARACTERS
  if (!isKey || /\p{Cc}/u.test(key) || !key.isWellFormed()) throw fail('tap.invalid_client_key')
  return key
}

function readTime(text: unknown, now: Date): Date {
  const read = instant().safeParse(text)
  if (!read.success) throw fail('tap.invalid_time')
  const aheadMs = read.data.getTime() - now.getTime()
  if (aheadMs > AHEAD_MS || aheadMs < -OLDEST_MS) throw fail('tap.invalid_time')
  return aheadMs > 0 ? now : read.data
}
