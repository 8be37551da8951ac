import { z } from 'zod'

const INTEGER_TEXT = /^\s*[+-]?\d{1,15}\s*$/
const TRUE = new Set(['true', '1', 'yes', 'on', 't', 'y'])
const FALSE = new Set(['false', '0', 'no', 'off', 'f', 'n'])

/** A number that may also be sent as its decimal text, as paths and queries do and lenient clients too. */
export const integer = <S extends z.ZodNumber>(schema: S) =>
  z.preprocess(
    (value) => (typeof value === 'string' && INTEGER_TEXT.test(value) ? Number(value) : value),
    schema,
  )

/** A boolean that may also be sent as one of the usual words, in any case. */
export const flag = () =>
  z.preprocess((value) => {
    const word =
      typeof value === 'number' ? String(value) : typeof value === 'string' ? value.toLowerCase() : value
    return TRUE.has(word as string) ? true : FALSE.has(word as string) ? false : value
  }, z.boolean())

/** A positive 32-bit integer id, as a number or its decimal text. */
export const idNumber = () => integer(z.int().min(1).max(2_147_483_647))

/** An instant on the wire: ISO 8601 in UTC with milliseconds and `Z`. */
export const Instant = z.iso.datetime().meta({ examples: ['2026-03-01T07:30:00.000Z'] })

/** An instant as callers send it: ISO 8601 with `Z` or an offset, or without either and then in UTC. */
export const instant = () =>
  z.iso
    .datetime({ offset: true, local: true })
    .transform((text) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`))
