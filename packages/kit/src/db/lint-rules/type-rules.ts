import type { ColumnDef } from 'libpg-query'
import { UP, type Rule } from './rule.ts'
import { addedColumns, alterations, createdColumns, isSerial, treeOf, typeOf, type Tree } from './sql-tree.ts'

/** Every column whose type a statement chooses. */
function typedColumns(tree: Tree): ColumnDef[] {
  const retyped = alterations(tree).commands.filter(({ subtype }) => subtype === 'AT_AlterColumnType')
  const changed = retyped.map(({ name, def }) => ({ ...treeOf(def).ColumnDef, colname: name }))
  return [...createdColumns(tree), ...addedColumns(tree), ...changed]
}

const typeRule = (name: string, matches: (column: ColumnDef) => boolean, why: string): Rule => ({
  name,
  directions: UP,
  check: ({ tree }) =>
    typedColumns(tree)
      .filter(matches)
      .map(({ colname }) => `${colname}: ${why}`),
})

export const typeRules = [
  typeRule(
    'ban-char-field',
    (column) => typeOf(column) === 'bpchar',
    'char(n) pads its values with blanks and compares them in surprising ways. Use text, with a check of its length.',
  ),
  typeRule(
    'prefer-text-field',
    (column) => typeOf(column) === 'varchar',
    'the limit of a varchar can only be lowered by rewriting the table. Use text, with a check of its length.',
  ),
  typeRule(
    'prefer-timestamptz',
    (column) => typeOf(column) === 'timestamp',
    'a timestamp without time zone is no instant: what it means depends on who reads it. Use timestamptz.',
  ),
  typeRule(
    'prefer-identity',
    isSerial,
    'a serial is a default that anyone can bypass, on a sequence with rights of its own. Use "generated … as identity".',
  ),
]
