import type { Connection } from './driver.ts'
import { sqlTokens } from './sql-tokens.ts'

/** What a statement does to an index while others read and write its table. Names stand as written. */
export type ConcurrentIndex =
  | { action: 'create'; index: string; table: string; unlessExists: boolean }
  | { action: 'drop'; index: string }

const NAME = String.raw`((?:"(?:[^"]|"")*"|[^\s".]+)(?:\.(?:"(?:[^"]|"")*"|[^\s".]+))*)`
const CREATE = new RegExp(
  `^create (?:unique )?index concurrently (if not exists )?${NAME} on (?:only )?${NAME}`,
)
const DROP = new RegExp(`^drop index concurrently (?:if exists )?${NAME}`)
const CONCURRENTLY = /^((?:create (?:unique )?|drop |reindex .*)index )concurrently /

/** What `statement` does when it makes or drops, concurrently, an index that it names; else undefined. */
export function concurrentIndex(statement: string): ConcurrentIndex | undefined {
  const plain = normalized(statement)
  const [, unlessExists, index, table] = CREATE.exec(plain) ?? []
  if (index !== undefined && table !== undefined)
    return { action: 'create', index, table, unlessExists: unlessExists !== undefined }
  const dropped = DROP.exec(plain)?.[1]
  return dropped === undefined ? undefined : { action: 'drop', index: dropped }
}

/** The statement without the `concurrently` of an index, for the embedded database: it has one connection anyway. */
export function plainIndexStatement(statement: string): string {
  if (!CONCURRENTLY.test(normalized(statement))) return statement
  return statement.replace(/\s+concurrently\b/i, '')
}

/** Lower case outside quotes, one space between tokens, none around dots, no comments. */
function normalized(statement: string): string {
  return [...sqlTokens(statement)]
    .filter(({ kind }) => kind !== 'space' && kind !== 'comment')
    .map(({ kind, text }) => (kind === 'word' ? text.toLowerCase() : text))
    .join(' ')
    .replaceAll(' . ', '.')
}

const FIND = `
select i.indisvalid, format('%I.', n.nspname)
from pg_class t
  join pg_namespace n on n.oid = t.relnamespace
  left join pg_index i on i.indrelid = t.oid and i.indexrelid = to_regclass(format('%I.', n.nspname) || $2)
where t.oid = to_regclass($1)`

/** The index that a statement makes: absent, usable, or the invalid rest of a build that failed. */
export async function indexState(
  connection: Connection,
  { index, table }: { index: string; table: string },
): Promise<{ state: 'absent' | 'valid' | 'invalid'; qualifiedName: string }> {
  const { rows } = await connection.query({ text: FIND, values: [table, index] })
  const [valid, schema] = rows[0] ?? []
  const qualifiedName = `${(schema as string | undefined) ?? ''}${index}`
  return { state: valid === true ? 'valid' : valid === false ? 'invalid' : 'absent', qualifiedName }
}

/** True when there is no relation of that name. */
export async function isAbsent(connection: Connection, name: string): Promise<boolean> {
  const { rows } = await connection.query({ text: 'select to_regclass($1) is null', values: [name] })
  return rows[0]![0] === true
}
