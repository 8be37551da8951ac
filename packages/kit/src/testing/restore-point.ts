import type { Db } from '../db/database.ts'

/** A state of a database that tests go back to. */
export interface RestorePoint {
  /**
   * Puts back what was changed since: rows, and the next values of sequences. Nothing may use the database meanwhile. Needs another
   * connection when that of the point has been closed.
   */
  restore: (on?: Db) => Promise<void>
}

interface Table {
  name: string
  /** Columns that are stored, not computed; quoted and joined. */
  columns: string
  references: string[]
  /** Those of a partitioned table: a statement may name one of them instead. */
  partitions: string[]
}

/**
 * Remembers the rows of a database, so that going back costs a few milliseconds and not a new database.
 * Holds the tables of `schemas`; triggers note which of them are changed. `name` tells points of one database apart: it names
 * the schema that holds the copies.
 * @throws Error when tables refer to each other in a circle.
 */
export async function createRestorePoint(
  db: Db,
  schemas: readonly string[],
  name = 'restore_point',
): Promise<RestorePoint> {
  const copyOf = (table: string) => `${name}."${table.replaceAll('"', '')}"`
  const tables = referencedFirst(await listTables(db, schemas))
  const script = (on: Db, lines: readonly string[]) =>
    on.driver.reserve((connection) => connection.script(lines.join(';\n')))
  await script(db, [
    `create schema ${name}`,
    `create table ${name}.changed (name text not null)`,
    `create function ${name}.note() returns trigger language plpgsql as $$
     begin insert into ${name}.changed values (tg_argv[0]); return null; end $$`,
    ...tables.flatMap((table) => [
      `create table ${copyOf(table.name)} as select ${table.columns} from ${table.name}`,
      ...[table.name, ...table.partitions].map(
        (part) => `create trigger ${name} after insert or update or delete or truncate on ${part}
          for each statement execute function ${name}.note(${literal(table.name)})`,
      ),
    ]),
  ])
  const resetSequences = await sequenceResets(db, schemas)
  await script(db, resetSequences)
  return {
    restore: async (on = db) => {
      const { rows } = await on.driver.query({
        text: `select distinct name from ${name}.changed`,
        values: [],
      })
      const changed = withReferrers(tables, new Set(rows.flat() as string[]))
      await script(on, [
        // Triggers that keep a history or refuse changes are about what people do.
        ...changed.map(({ name }) => `alter table ${name} disable trigger user`),
        ...changed.toReversed().map(({ name }) => `delete from ${name}`),
        ...changed.map(
          ({ name, columns }) =>
            `insert into ${name} (${columns}) overriding system value select * from ${copyOf(name)}`,
        ),
        ...changed.map(({ name }) => `alter table ${name} enable trigger user`),
        ...(changed.length > 0 ? [`delete from ${name}.changed`] : []),
        ...resetSequences,
      ])
    },
  }
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

async function listTables(db: Db, schemas: readonly string[]): Promise<Table[]> {
  const { rows } = await db.driver.query({
    text: `
      select format('%I.%I', n.nspname, c.relname),
        (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
         where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''),
        (select coalesce(json_agg(distinct format('%I.%I', rn.nspname, r.relname)), '[]') from pg_constraint k
         join pg_class r on r.oid = k.confrelid join pg_namespace rn on rn.oid = r.relnamespace
         where (k.conrelid = c.oid or k.conrelid in (select relid from pg_partition_tree(c.oid))) and k.contype = 'f' and k.confrelid <> c.oid),
        (select coalesce(json_agg(relid::regclass::text), '[]') from pg_partition_tree(c.oid) where level > 0)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any($1)
      order by 1`,
    values: [schemas],
  })
  return rows.map(
    ([name, columns, references, partitions]) => ({ name, columns, references, partitions }) as Table,
  )
}

/**
 * Statements that let each sequence of a column go on after the largest value of that column. Where it stood cannot be
 * relied on: a copied database may have skipped some numbers.
 */
async function sequenceResets(db: Db, schemas: readonly string[]): Promise<string[]> {
  const { rows } = await db.driver.query({
    text: `
      select s.oid::regclass::text, format('%I', a.attname), format('%I.%I', n.nspname, t.relname), q.seqstart
      from pg_depend d
      join pg_class s on s.oid = d.objid and s.relkind = 'S'
      join pg_sequence q on q.seqrelid = s.oid
      join pg_class t on t.oid = d.refobjid
      join pg_namespace n on n.oid = t.relnamespace
      join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i') and n.nspname = any($1)
      order by 1`,
    values: [schemas],
  })
  const resets: string[] = []
  for (const [sequence, column, table, start] of rows) {
    const text = `select greatest(coalesce(max(${column}), 0) + 1, ${start})::int8 from ${table}`
    const largest = await db.driver.query({ text, values: [] })
    resets.push(`select setval(${literal(String(sequence))}, ${largest.rows[0]![0]}, false)`)
  }
  return resets
}

/** Orders tables so that each stands after those it refers to. */
function referencedFirst(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  const waiting = new Map(tables.map((table) => [table.name, table]))
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(
      ({ references }) => !references.some((name) => waiting.has(name)),
    )
    if (ready.length === 0)
      throw new Error(`these tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}`)
    for (const table of ready) waiting.delete(table.name)
    ordered.push(...ready)
  }
  return ordered
}

/** The changed tables, and those whose rows refer to theirs: they go with them. In the order of `tables`. */
function withReferrers(tables: readonly Table[], changed: ReadonlySet<string>): Table[] {
  const names = new Set(changed)
  return tables.filter(({ name, references }) => {
    if (references.some((referenced) => names.has(referenced))) names.add(name)
    return names.has(name)
  })
}
