import { sql, type Expression, type RawBuilder } from 'kysely'

/** The LIKE pattern, as SQL, for values that contain `text`, whose own `%`, `_` and `\` count as plain characters. */
export function containing(text: Expression<string>): RawBuilder<string> {
  return sql<string>`'%' || regexp_replace(${text}, '([\\\\%_])', '\\\\\\1', 'g') || '%'`
}
