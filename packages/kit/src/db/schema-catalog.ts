import type { Db } from './database.ts'
import type { Connection } from './driver.ts'

export interface CatalogColumn {
  name: string
  /** As SQL spells it, such as `character varying(20)`. */
  type: string
  /** The type's own name, such as `int4`; of an array or a domain, that of what it is made of. */
  baseType: string
  isArray: boolean
  /** The values of an enum type, of an array of them too; else empty. */
  enumValues: string[]
  notNull: boolean
  /** The expression of the default or of a generated column. */
  expression: string | null
  /** `a` always, `d` by default, or empty. */
  identity: string
  /** `s` stored, `v` virtual, or empty. */
  generated: string
  /** Only when it is not the one the type brings. */
  collation: string | null
}

export interface CatalogConstraint {
  name: string
  /** As `pg_constraint` has it: `p`rimary, `u`nique, `c`heck, `x` exclusion, `f`oreign. */
  kind: string
  definition: string
  /** The columns it is about, by name. */
  columns: string[]
}

/** A table or a view. */
export interface CatalogRelation {
  schema: string
  name: string
  /** As `pg_class` has it: `r` table, `p` partitioned table, `v` view, `m` materialized view. */
  kind: string
  unlogged: boolean
  options: string[]
  partitionKey: string | null
  /** What attaches it to the table it is a partition of. */
  partitionOf: { parent: string; bound: string } | null
  /** The query of a view. */
  query: string | null
  columns: CatalogColumn[]
  constraints: CatalogConstraint[]
  /** Definitions of indexes that no constraint made, of triggers, and comments of the table and its columns. */
  indexes: string[]
  triggers: string[]
  comments: { column: string | null; text: string }[]
}

export interface Catalog {
  extensions: string[]
  enums: { name: string; values: string[] }[]
  sequences: { name: string; definition: string }[]
  functions: string[]
  relations: CatalogRelation[]
}

const SCHEMAS = `('public', 'kit')`
const notOfExtension = (catalog: string, oid: string) => `
  not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = ${oid} and e.deptype = 'e')`

const EXTENSIONS = `select extname as name from pg_extension where extname <> 'plpgsql' order by extname collate "C"`

const ENUMS = `
select format_type(t.oid, null) as name,
  array(select enumlabel::text from pg_enum where enumtypid = t.oid order by enumsortorder) as values
from pg_type t join pg_namespace n on n.oid = t.typnamespace
where n.nspname in ${SCHEMAS} and t.typtype = 'e' and ${notOfExtension('pg_type', 't.oid')}
order by n.nspname collate "C", t.typname collate "C"`

const SEQUENCES = `
select c.oid::regclass::text as name,
  format('as %s increment by %s start with %s', format_type(s.seqtypid, null), s.seqincrement, s.seqstart) as definition
from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ${SCHEMAS} and ${notOfExtension('pg_class', 'c.oid')}
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i')
order by n.nspname collate "C", c.relname collate "C"`

const FUNCTIONS = `
select pg_get_functiondef(p.oid) as definition
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ${SCHEMAS} and p.prokind in ('f', 'p') and ${notOfExtension('pg_proc', 'p.oid')}
order by n.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`

const RELATIONS = `
select c.oid, n.nspname as schema, c.relname as name, c.relkind::text as kind, c.relpersistence = 'u' as unlogged,
  coalesce(c.reloptions, '{}') as options,
  case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partitionKey",
  case when c.relispartition then (select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid) end as parent,
  pg_get_expr(c.relpartbound, c.oid) as bound,
  case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as query
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ${SCHEMAS} and c.relkind in ('r', 'p', 'v', 'm') and ${notOfExtension('pg_class', 'c.oid')}
order by n.nspname collate "C", c.relname collate "C"`

const COLUMNS = `
select a.attrelid as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
  base.typname as "baseType", element.oid is not null as "isArray",
  array(select enumlabel::text from pg_enum where enumtypid = base.oid order by enumsortorder) as "enumValues",
  a.attnotnull as "notNull", pg_get_expr(d.adbin, d.adrelid) as expression,
  a.attidentity::text as identity, a.attgenerated::text as generated,
  case when a.attcollation <> t.typcollation then l.collname end as collation
from pg_attribute a
  join pg_type t on t.oid = a.atttypid
  join pg_type plain on plain.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
  left join pg_type element on element.oid = plain.typelem and plain.typcategory = 'A'
  join pg_type base on base.oid = coalesce(element.oid, plain.oid)
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_collation l on l.oid = a.attcollation
where a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum`

// From 18 on, "not null" is a constraint too; it stands with its column already.
const CONSTRAINTS = `
select c.conrelid as relation, c.conname as name, c.contype::text as kind, pg_get_constraintdef(c.oid) as definition,
  array(select a.attname::text from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    order by a.attnum) as columns
from pg_constraint c
where c.contype in ('p', 'u', 'c', 'x', 'f') and c.conparentid = 0
order by c.conrelid, position(c.contype::text in 'pucxf'), c.conname collate "C"`

const INDEXES = `
select i.indrelid as relation, pg_get_indexdef(i.indexrelid) as definition
from pg_index i join pg_class c on c.oid = i.indexrelid
where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  and not c.relispartition
order by c.relname collate "C"`

const TRIGGERS = `
select tgrelid as relation, pg_get_triggerdef(oid) as definition
from pg_trigger where not tgisinternal and tgparentid = 0
order by tgname collate "C"`

const COMMENTS = `
select d.objoid as relation, a.attname as column, d.description as text
from pg_description d left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
where d.classoid = 'pg_class'::regclass
order by d.objsubid`

type OfRelation<T> = T & { relation: number }

/**
 * What stands in the schemas `public` and `kit`, without what extensions brought. Everything is in an order, and every
 * definition in a spelling, that depends on the schema alone: not on the server, its version, or who asks.
 */
export async function readCatalog(db: Db): Promise<Catalog> {
  return db.driver.reserve(async (connection) => {
    // Definitions leave out the schemas of the search path, and write constants in the session's style.
    await connection.script(`begin read only; set local search_path = public; set local timezone = 'UTC';
      set local datestyle = 'ISO'; set local intervalstyle = 'postgres'`)
    try {
      return await readAll(connection)
    } finally {
      await connection.script('rollback')
    }
  })
}

async function readAll(connection: Connection): Promise<Catalog> {
  const read = <T>(text: string) => rowsOf<T>(connection, text)
  const ofRelation = async <T>(text: string) =>
    Map.groupBy(await read<OfRelation<T>>(text), ({ relation }) => relation)
  const columns = await ofRelation<CatalogColumn>(COLUMNS)
  const constraints = await ofRelation<CatalogConstraint>(CONSTRAINTS)
  const indexes = await ofRelation<{ definition: string }>(INDEXES)
  const triggers = await ofRelation<{ definition: string }>(TRIGGERS)
  const comments = await ofRelation<{ column: string | null; text: string }>(COMMENTS)
  const relations = await read<
    CatalogRelation & { oid: number; parent: string | null; bound: string | null }
  >(RELATIONS)
  return {
    extensions: (await read<{ name: string }>(EXTENSIONS)).map(({ name }) => name),
    enums: await read(ENUMS),
    sequences: await read(SEQUENCES),
    functions: (await read<{ definition: string }>(FUNCTIONS)).map(({ definition }) => definition),
    relations: relations.map(({ oid, parent, bound, ...relation }) => ({
      ...relation,
      partitionOf: parent === null || bound === null ? null : { parent, bound },
      columns: columns.get(oid) ?? [],
      constraints: constraints.get(oid) ?? [],
      indexes: (indexes.get(oid) ?? []).map(({ definition }) => definition),
      triggers: (triggers.get(oid) ?? []).map(({ definition }) => definition),
      comments: comments.get(oid) ?? [],
    })),
  }
}

async function rowsOf<T>(connection: Connection, text: string): Promise<T[]> {
  const { columns, rows } = await connection.query({ text, values: [] })
  return rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])) as T)
}
