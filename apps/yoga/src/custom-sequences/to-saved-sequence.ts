import type { z } from 'zod'
import type * as sequences from '../sequences/sequences.ts'
import { toSequenceDetail } from '../sequences/to-sequence.ts'
import { ADVISED_MINUTES, type createCustomSequence } from './contract.ts'

type Read = Awaited<ReturnType<typeof sequences.get>>
type Saved = z.input<(typeof createCustomSequence.responses)[201]>

/** A custom sequence that was just saved, as it stands on the wire, with what to think about. */
export function toSavedSequence(saved: Read, baseUrl?: string): Saved {
  const { durationMinutes } = saved.sequence
  const detail = `The sequence takes ${durationMinutes} minutes. More than ${ADVISED_MINUTES} minutes are a long practice.`
  return {
    ...toSequenceDetail(saved, baseUrl),
    warnings: durationMinutes > ADVISED_MINUTES ? [{ code: 'over_two_hours', detail }] : [],
  }
}
