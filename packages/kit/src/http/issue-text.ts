import type { z } from 'zod'

/** What is said of a value that is not there. */
export const REQUIRED = 'This field is required.'

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** Formats by what is expected, as it is typed. */
const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2026-03-01T07:30:00Z',
  date: 'a day such as 2026-03-01',
  time: 'a time of day such as 07:30:00',
  duration: 'a duration such as PT1H30M',
  uuid: 'a UUID such as 01980000-0000-7000-8000-000000000000',
  email: 'an e-mail address such as maya@example.com',
  url: 'an address such as https://example.com/page',
  base64: 'text in base64',
  base64url: 'text in base64url',
}

const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'item' }

/** What is wrong with a value, for whoever sent it; undefined leaves the words to the schema library. */
export function issueText(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return REQUIRED
    const type = TYPES[issue.expected]
    return type && `must be ${type}`
  }
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`
  if (issue.code === 'invalid_format') {
    const format = FORMATS[issue.format]
    return format && `must be ${format}`
  }
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.join(', ')
    return `has ${issue.keys.length === 1 ? 'a field' : 'fields'} that nothing reads here: leave out ${names}`
  }
  if (issue.code === 'not_multiple_of') return `must be a multiple of ${issue.divisor}`
  if (issue.code === 'invalid_union') {
    const options = issue['options'] as readonly unknown[] | undefined
    return options ? `must be one of ${options.join(', ')}` : 'must have a form that the API document shows'
  }
  if (issue.code === 'too_big') return bound(issue.origin, 'at most', Number(issue.maximum))
  if (issue.code === 'too_small') return bound(issue.origin, 'at least', Number(issue.minimum))
  return undefined
}

function bound(origin: string, which: 'at most' | 'at least', limit: number): string {
  const unit = UNITS[origin]
  if (unit === undefined) return `must be ${which} ${limit}`
  if (which === 'at least' && limit === 1) return 'must not be empty'
  return `must have ${which} ${limit} ${unit}${limit === 1 ? '' : 's'}`
}
