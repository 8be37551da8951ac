import type { Db } from './database.ts'
import { readCatalog, type CatalogColumn, type CatalogRelation } from './schema-catalog.ts'
import { lowerKeywords, viewQuery } from './sql-spelling.ts'

const HEADER = `-- What the migrations make of an empty database, for reading and for comparing changes.
-- Written from the database itself: do not edit it, and do not run it; run the migrations.
`

/**
 * The schemas `public` and `kit` as text: extensions, enum types, sequences, functions, tables with their columns,
 * constraints, indexes, triggers and comments, and views. One schema gives one text, on PostgreSQL 15 to 18 and on the
 * embedded database. What else a database can hold (domains, policies, grants) is not in it.
 */
export async function dumpSchema(db: Db): Promise<string> {
  const { extensions, enums, sequences, functions, relations } = await readCatalog(db)
  const isView = ({ kind }: CatalogRelation) => kind === 'v' || kind === 'm'
  const blocks = [
    extensions.map((name) => `create extension ${name};\n`).join(''),
    ...enums.map(({ name, values }) => `create type ${name} as enum (${values.map(literal).join(', ')});\n`),
    sequences.map(({ name, definition }) => `create sequence ${name} ${definition};\n`).join(''),
    ...functions.map((definition) => `${routine(definition)};\n`),
    ...relations.filter((relation) => !isView(relation)).map(table),
    ...relations.filter(isView).map(view),
  ]
  return [HEADER, ...blocks.filter((block) => block !== '')].join('\n')
}

function table(relation: CatalogRelation): string {
  const { unlogged, options, partitionKey, partitionOf, columns, constraints } = relation
  const name = nameOf(relation)
  const lines = [
    ...columns.map(column),
    ...constraints.map((one) => `constraint ${identifier(one.name)} ${lowerKeywords(one.definition)}`),
  ]
  const suffix = [
    partitionKey === null ? '' : ` partition by ${lowerKeywords(partitionKey)}`,
    options.length === 0 ? '' : ` with (${options.join(', ')})`,
  ].join('')
  const body = lines.length === 0 ? '()' : `(\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`
  const attach = partitionOf
    ? `alter table ${partitionOf.parent} attach partition ${name} ${lowerKeywords(partitionOf.bound)};\n`
    : ''
  return `create ${unlogged ? 'unlogged ' : ''}table ${name} ${body}${suffix};\n${attach}${attachments(relation)}`
}

function view(relation: CatalogRelation): string {
  const kind = relation.kind === 'm' ? 'materialized view' : 'view'
  const options = relation.options.length === 0 ? '' : ` with (${relation.options.join(', ')})`
  return `create ${kind} ${nameOf(relation)}${options} as\n${viewQuery(relation.query ?? '')};\n${attachments(relation)}`
}

/** What hangs on a table or a view. */
function attachments(relation: CatalogRelation): string {
  const { indexes, triggers, comments, kind } = relation
  const lines = [...indexes, ...triggers].map(lowerKeywords)
  for (const { column, text } of comments) {
    const on = kind === 'm' ? 'materialized view' : kind === 'v' ? 'view' : 'table'
    const what =
      column === null ? `${on} ${nameOf(relation)}` : `column ${nameOf(relation)}.${identifier(column)}`
    lines.push(`comment on ${what} is ${literal(text)}`)
  }
  return lines.map((line) => `${line};\n`).join('')
}

function column({ name, type, collation, notNull, expression, identity, generated }: CatalogColumn): string {
  const value = expression === null ? '' : lowerKeywords(expression)
  return [
    `${identifier(name)} ${type}`,
    collation === null ? '' : `collate ${identifier(collation)}`,
    notNull ? 'not null' : '',
    identity === '' ? '' : `generated ${identity === 'a' ? 'always' : 'by default'} as identity`,
    generated === '' ? '' : `generated always as (${value}) ${generated === 's' ? 'stored' : 'virtual'}`,
    generated === '' && value !== '' ? `default ${value}` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

const routine = (definition: string) =>
  lowerKeywords(definition.trim().replace(/^CREATE OR REPLACE/, 'CREATE'))

/** Names in `public` stand without their schema, as the migrations write them. */
function nameOf({ schema, name }: CatalogRelation): string {
  return schema === 'public' ? identifier(name) : `${identifier(schema)}.${identifier(name)}`
}

const identifier = (name: string) =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
