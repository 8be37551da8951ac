import { z } from 'zod'
import { fail } from './errors.ts'

const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/

/** A time zone by its IANA name, in any case. Offsets are refused: a place's clocks move, an offset does not. */
export const TimeZone = z
  .string()
  .transform((given, context) => {
    const name = NAME.test(given) ? properName(given) : undefined
    if (name !== undefined) return name
    context.addIssue({
      code: 'custom',
      message: 'Unknown time zone. Send a name of the IANA database, such as `Europe/London`.',
    })
    return z.NEVER
  })
  .meta({ examples: ['Europe/London'] })

/** The name with its usual capitals, or undefined when there is no such zone. */
function properName(name: string): string | undefined {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * Runs a statement that counts in a person's days.
 * @throws `time_zone.unknown` when the database does not know their zone: its list may be another than ours.
 */
export async function inKnownZone<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const { code, message } = (error ?? {}) as { code?: string; message?: string }
    if (code === '22023' && message?.startsWith('time zone ')) throw fail('time_zone.unknown')
    throw error
  }
}
