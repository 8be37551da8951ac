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
