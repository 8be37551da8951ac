import { CamelCasePlugin } from 'kysely'
import { allowedValues } from './allowed-values.ts'
import { camelCase } from './camel-case.ts'
import type { Db } from './database.ts'
import { readCatalog, type CatalogColumn, type CatalogRelation } from './schema-catalog.ts'

const HEADER = '// Written from the database that the migrations make. Do not edit it: change a migration.\n'

/** What the file needs of Kysely, and the shapes it uses, in the order in which they are declared. */
const IMPORTED = ['ColumnType', 'GeneratedAlways'] as const
const DECLARED = {
  Generated: `/** A column with a default: an insert may leave it out. */
type Generated<T> = [T] extends [ColumnType<infer S, infer I, infer U>]
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>
`,
  Timestamp: `type Timestamp = ColumnType<Date, Date | string, Date | string>
`,
  Json: `/** Read as what the JSON says; written as JSON text. */
type Json = ColumnType<unknown, string, string>
`,
  ReadOnly: `/** A column of a view. */
type ReadOnly<T> = ColumnType<T, never, never>
`,
}

/** What both drivers give and take for a type. */
const TYPES: Record<string, string> = {
  ...typesGiven('number', 'int2 int4 int8 oid float4 float8 numeric'),
  ...typesGiven(
    'string',
    'text varchar bpchar name citext uuid date time timetz interval inet cidr tsvector',
  ),
  ...typesGiven('Timestamp', 'timestamptz'),
  ...typesGiven('Json', 'json jsonb'),
  bool: 'boolean',
  bytea: 'Uint8Array',
}

function typesGiven(typeScript: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, typeScript]))
}

/**
 * The TypeScript file that describes the tables and views of `public` and `kit` to Kysely: an interface for each, and
 * `Database`, in which those of `kit` stand as `'kit.tableName'`. Names are in camel case. A check that a column is one
 * of some values, and an enum type, become a union of them.
 * @throws Error naming every column whose type has no agreed JavaScript value, and every name that does not come back
 *   from camel case as it was.
 */
export async function generateTypes(db: Db): Promise<string> {
  const { relations } = await readCatalog(db)
  const problems = relations.flatMap(problemsOf)
  if (problems.length > 0)
    throw new Error(
      `No types can be written for this schema:\n${problems.map((one) => `  - ${one}`).join('\n')}`,
    )
  const database = [
    'export interface Database {',
    ...relations.map((relation) => `  ${keyOf(relation)}: ${interfaceOf(relation)}`),
    '}\n',
  ].join('\n')
  const body = [...relations.map(interfaceText), database].join('\n')
  const declared = Object.entries(DECLARED).filter(([name]) => new RegExp(`\\b${name}\\b`).test(body))
  const text = [...declared.map(([, declaration]) => declaration), body].join('\n')
  const imported = IMPORTED.filter((name) => new RegExp(`\\b${name}\\b`).test(text))
  const imports = imported.length > 0 ? `import type { ${imported.join(', ')} } from 'kysely'\n` : ''
  return [HEADER + imports, text].join('\n')
}

function interfaceText(relation: CatalogRelation): string {
  const lines = relation.columns.map(
    (column) => `  ${camelCase(column.name)}: ${columnType(column, relation)}`,
  )
  return `export interface ${interfaceOf(relation)} {\n${lines.map((line) => `${line}\n`).join('')}}\n`
}

function columnType(column: CatalogColumn, relation: CatalogRelation): string {
  const value = valueType(column, relation)
  const orNull = (type: string, nullable: boolean) =>
    nullable && type !== 'unknown' ? `${type} | null` : type
  const plain = value === 'Timestamp' ? 'Date' : value === 'Json' ? 'unknown' : value
  if (relation.kind === 'v' || relation.kind === 'm') return `ReadOnly<${orNull(plain, true)}>`
  if (column.identity === 'a' || column.generated !== '')
    return `GeneratedAlways<${orNull(plain, !column.notNull)}>`
  // A column that may be null may be left out anyway.
  const hasDefault = column.identity === 'd' || column.expression !== null
  return hasDefault && column.notNull ? `Generated<${value}>` : orNull(value, !column.notNull)
}

function valueType(column: CatalogColumn, { constraints }: CatalogRelation): string {
  const { isArray, enumValues, baseType } = column
  if (enumValues.length > 0) return union(enumValues)
  const type = TYPES[baseType]!
  if (isArray) return `${type === 'Timestamp' ? 'Date' : type}[]`
  if (type !== 'string' && type !== 'number') return type
  const values = constraints
    .filter(({ kind, columns }) => kind === 'c' && columns.length === 1 && columns[0] === column.name)
    .map(({ definition }) => allowedValues(definition, column.name))
    .find((found) => found !== undefined)
  if (!values) return type
  return type === 'number' ? values.join(' | ') : union(values)
}

const union = (values: readonly string[]) => values.map(quote).join(' | ')

const quote = (value: string) =>
  `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

const keyOf = ({ schema, name }: CatalogRelation) =>
  schema === 'public' ? camelCase(name) : `'${schema}.${camelCase(name)}'`

function interfaceOf({ schema, name }: CatalogRelation): string {
  const words = schema === 'public' ? name : `${schema}_${name}`
  return camelCase(`_${words}`)
}

const toSnakeCase = (name: string) => new CamelCasePlugin()['snakeCase'](name)

function problemsOf(relation: CatalogRelation): string[] {
  const title = `${relation.schema}.${relation.name}`
  const names = [relation.name, ...relation.columns.map(({ name }) => name)]
  const lost = names
    .filter((name) => toSnakeCase(camelCase(name)) !== name)
    .map(
      (name) =>
        `${title}: "${name}" would be sent as "${toSnakeCase(camelCase(name))}". Give it another name.`,
    )
  const unknown = relation.columns
    .filter(({ baseType, enumValues, isArray }) =>
      enumValues.length > 0 || TYPES[baseType] === 'Json' ? isArray : !TYPES[baseType],
    )
    .map(({ name, type }) => `${title}.${name}: there is no agreed JavaScript value for ${type}.`)
  return [...lost, ...unknown]
}
