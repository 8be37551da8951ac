import { z } from 'zod'

/** One line that a person writes, such as a name: trimmed, without control characters. Bound it with `min` and `max`. */
export const line = () =>
  z
    .string()
    .trim()
    .refine((value) => !/\p{Cc}/u.test(value), 'must not contain line breaks or control characters')
    .refine((value) => value.isWellFormed(), 'must be valid Unicode')

/** Text that a person writes, with line breaks: trimmed, without other control characters. Bound it with `max`. */
export const prose = () =>
  z
    .string()
    .trim()
    .refine((value) => !/(?![\t\n\r])\p{Cc}/u.test(value), 'must not contain control characters')
    .refine((value) => value.isWellFormed(), 'must be valid Unicode')

/** What somebody types into a search field, at most 100 characters; blank is the same as absent. */
export const searchText = () =>
  line()
    .max(100)
    .transform((value) => (value === '' ? undefined : value.normalize('NFKC')))
    .optional()
