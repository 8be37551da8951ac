import { z } from 'zod'

/** An instant, or a whole day that begins and ends by the clocks of the person it is about. */
export type Moment = { at: Date } | { day: string }

const DAY = /^\d{4}-\d\d-\d\d$/
// A `+` in a query that was not percent-encoded arrives as a space.
const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:(Z)|([ +-])(\d\d):?(\d\d)?)?$/i
const FIRST_YEAR = 1900
const LAST_YEAR = 2999

/** A date (`2026-03-01`, the whole day), or a date and time: with its offset, or without one and then in UTC. */
export const Moment = z
  .string()
  .transform((text, context): Moment => {
    const moment = momentOf(text)
    if (moment) return moment
    context.addIssue({
      code: 'custom',
      message: `Send a date such as \`2026-03-01\`, or a date and time such as \`2026-03-01T07:30:00Z\`, from ${FIRST_YEAR} to ${LAST_YEAR}.`,
    })
    return z.NEVER
  })
  .meta({ examples: ['2026-03-01'] })

/** A date and time: with its offset, or without one and then in UTC. */
export const InstantInput = z
  .string()
  .transform((text, context): Date => {
    const moment = momentOf(text)
    if (moment && 'at' in moment) return moment.at
    context.addIssue({
      code: 'custom',
      message: `Send a date and time such as \`2026-03-01T07:30:00Z\`, from ${FIRST_YEAR} to ${LAST_YEAR}.`,
    })
    return z.NEVER
  })
  .meta({ examples: ['2026-03-01T07:30:00Z'] })

function momentOf(text: string): Moment | undefined {
  const year = Number(text.slice(0, 4))
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) return undefined
  try {
    if (DAY.test(text)) return { day: Temporal.PlainDate.from(text).toString() }
    const parts = INSTANT.exec(text)
    if (!parts) return undefined
    const [, date, time, , sign, hours, minutes = '00'] = parts
    const offset = sign === undefined ? 'Z' : `${sign === '-' ? '-' : '+'}${hours}:${minutes}`
    return { at: new Date(Temporal.Instant.from(`${date}T${time}${offset}`).epochMilliseconds) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
