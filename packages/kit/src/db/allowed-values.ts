import { sqlTokens } from './sql-tokens.ts'

const CAST =
  /::(character varying|double precision|timestamp with(out)? time zone|"[^"]*"|[a-z_]\w*)(\(\d+(,\d+)?\))?(\[\])*/g

/**
 * The values that a check constraint allows a column, as text, when it says `column in (…)` and nothing else; else
 * undefined. `definition` is as `pg_get_constraintdef` gives it: `CHECK ((state = ANY (ARRAY['new'::text])))`.
 */
export function allowedValues(definition: string, column: string): string[] | undefined {
  const values: string[] = []
  let frame = ''
  for (const { kind, text } of sqlTokens(definition)) {
    if (kind === 'string') values.push(text.slice(1, -1).replaceAll("''", "'"))
    else if (kind === 'number') values.push(text)
    else frame += text
  }
  const said = frame
    .replace(CAST, '')
    .replace(/[()[\],\s]+/g, ' ')
    .trim()
  const name = /^[a-z_][a-z0-9_]*$/.test(column) ? column : `"${column.replaceAll('"', '""')}"`
  const isList = said === `CHECK ${name} = ANY ARRAY` && values.length > 0
  const isOne = said === `CHECK ${name} =` && values.length === 1
  return isList || isOne ? values : undefined
}
