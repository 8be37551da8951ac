import type { z } from 'zod'
import type { getForEditor } from '../sequences/sequences.ts'
import { toSequenceDetail } from '../sequences/to-sequence.ts'
import type { SequenceForEditors } from './contract.ts'

const TOLERANCE = 0.1

/** A sequence as editors see it on the wire, with what to think about. */
export function toSequenceForEditors(
  found: Awaited<ReturnType<typeof getForEditor>>,
  baseUrl?: string,
): z.input<typeof SequenceForEditors> {
  const { durationMinutes, totalDurationSeconds: seconds, isPublished } = found.sequence
  const differs = Math.abs(durationMinutes * 60 - seconds) > seconds * TOLERANCE
  const detail = `The sequence states ${durationMinutes} minutes; its poses are held for ${minutesOf(seconds)} minutes.`
  return {
    ...toSequenceDetail(found, baseUrl),
    is_published: isPublished,
    warnings: differs ? [{ code: 'minutes_differ', detail }] : [],
  }
}

const minutesOf = (seconds: number) => Math.round(seconds / 6) / 10
