import type { AlterTableCmd, ColumnDef, Constraint, ConstrType, Node, RangeVar } from 'libpg-query'

type KeyOf<N> = N extends unknown ? keyof N : never
type PartOf<N, K> = N extends unknown ? (K extends keyof N ? N[K] : never) : never

/** A node of a parsed statement: one of the properties, named for its kind, is there. */
export type Tree = { [K in KeyOf<Node>]?: PartOf<Node, K> }

export const treeOf = (node: Node | undefined): Tree => (node ?? {}) as Tree

/** `schema.name`; a name without schema is in `public`. */
export const nameOf = (relation: RangeVar | undefined): string =>
  `${relation?.schemaname ?? 'public'}.${relation?.relname ?? ''}`

/** The parts of a name written with dots, such as `kit`, `users`. */
export const wordsOf = (nodes: readonly Node[] | undefined): string[] =>
  (nodes ?? []).map((node) => treeOf(node).String?.sval ?? '')

/** The names of what a `drop` names, as `schema.name`. */
export function droppedNames({ DropStmt }: Tree): string[] {
  return (DropStmt?.objects ?? []).map((object) => {
    const words = wordsOf(treeOf(object).List?.items)
    return words.length > 1 ? words.slice(-2).join('.') : `public.${words[0] ?? ''}`
  })
}

/** The table that an `alter table` changes, and its commands; nothing for other statements. */
export function alterations({ AlterTableStmt }: Tree): {
  table: RangeVar | undefined
  commands: AlterTableCmd[]
} {
  if (AlterTableStmt?.objtype !== 'OBJECT_TABLE') return { table: undefined, commands: [] }
  const commands = (AlterTableStmt.cmds ?? []).map((node) => treeOf(node).AlterTableCmd!)
  return { table: AlterTableStmt.relation, commands }
}

/** The columns that an `alter table` adds. */
export function addedColumns(tree: Tree): ColumnDef[] {
  const adding = alterations(tree).commands.filter(({ subtype }) => subtype === 'AT_AddColumn')
  return adding.map(({ def }) => treeOf(def).ColumnDef!)
}

/** The columns that a `create table` makes. */
export function createdColumns({ CreateStmt }: Tree): ColumnDef[] {
  return (CreateStmt?.tableElts ?? []).flatMap((node) => treeOf(node).ColumnDef ?? [])
}

export const constraintsOf = (column: ColumnDef): Constraint[] =>
  (column.constraints ?? []).map((node) => treeOf(node).Constraint!)

export const hasConstraint = (column: ColumnDef, ...types: ConstrType[]): boolean =>
  constraintsOf(column).some(({ contype }) => types.includes(contype!))

/** The constraints that an `alter table` adds, to the table or with a new column. */
export function addedConstraints(tree: Tree): Constraint[] {
  const { commands } = alterations(tree)
  const ofTable = commands.flatMap(({ subtype, def }) =>
    subtype === 'AT_AddConstraint' ? (treeOf(def).Constraint ?? []) : [],
  )
  return [...ofTable, ...addedColumns(tree).flatMap(constraintsOf)]
}

/** The last word of a column's type, as PostgreSQL spells it: `bpchar` for `char(2)`, `int4` for `integer`. */
export const typeOf = (column: ColumnDef): string => wordsOf(column.typeName?.names).at(-1) ?? ''

export const isConcurrentReindex = ({ ReindexStmt }: Tree): boolean =>
  (ReindexStmt?.params ?? []).some((option) => treeOf(option).DefElem?.defname === 'concurrently')

const SERIAL = /^(small|big)?serial$|^serial[248]$/
/** True for `serial` under each of its names, which PostgreSQL writes as a type and makes a sequence of. */
export const isSerial = (column: ColumnDef): boolean => SERIAL.test(typeOf(column))

/** The names of the functions called anywhere below `node`. */
export function calledFunctions(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { funcname } = (node as Tree).FuncCall ?? {}
  const below = Object.values(node).flatMap(calledFunctions)
  return funcname ? [wordsOf(funcname).at(-1)!, ...below] : below
}
