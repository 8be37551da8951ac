import type { RangeVar } from 'libpg-query'
import { addedConstraints, alterations, nameOf, treeOf, wordsOf, type Tree } from './lint-rules/sql-tree.ts'

interface Check {
  /** The column that it says is not null. */
  column: string | undefined
  valid: boolean
}

/** What the statements read so far have made. */
export interface Facts {
  isNew: (table: RangeVar | undefined) => boolean
  isNewIndex: (name: string) => boolean
  isProvedNotNull: (table: RangeVar | undefined, column: string) => boolean
  isAddedInTransaction: (table: RangeVar | undefined, constraint: string) => boolean
  /** Forgets which tables and indexes are new. */
  beginMigration: () => void
  /** Forgets what the step before this one added. */
  beginStep: () => void
  learn: (tree: Tree) => void
}

/** Follows migrations statement by statement. What one migration proved about a table holds in those after it. */
export function createFacts(): Facts {
  const newTables = new Set<string>()
  const newIndexes = new Set<string>()
  const checks = new Map<string, Map<string, Check>>()
  const addedInStep = new Set<string>()
  const isNew = (table: RangeVar | undefined) => newTables.has(nameOf(table))

  const learnConstraints = (tree: Tree) => {
    const { table, commands } = alterations(tree)
    const name = nameOf(table)
    const ofTable = checks.get(name) ?? new Map<string, Check>()
    checks.set(name, ofTable)
    for (const { conname, contype, raw_expr, skip_validation } of addedConstraints(tree)) {
      if (conname === undefined) continue
      addedInStep.add(`${name} ${conname}`)
      if (contype === 'CONSTR_CHECK')
        ofTable.set(conname, { column: notNullColumn(treeOf(raw_expr)), valid: !skip_validation })
    }
    for (const { subtype, name: constraint = '' } of commands) {
      if (subtype === 'AT_DropConstraint') ofTable.delete(constraint)
      const check = ofTable.get(constraint)
      if (subtype === 'AT_ValidateConstraint' && check) check.valid = true
    }
  }

  return {
    isNew,
    isNewIndex: (name) => newIndexes.has(name),
    isProvedNotNull: (table, column) =>
      [...(checks.get(nameOf(table))?.values() ?? [])].some(
        (check) => check.valid && check.column === column,
      ),
    isAddedInTransaction: (table, constraint) => addedInStep.has(`${nameOf(table)} ${constraint}`),
    beginMigration: () => {
      newTables.clear()
      newIndexes.clear()
    },
    beginStep: () => addedInStep.clear(),
    learn: (tree) => {
      const { CreateStmt, CreateTableAsStmt, IndexStmt, RenameStmt } = tree
      const made = CreateStmt?.relation ?? CreateTableAsStmt?.into?.rel
      if (made) newTables.add(nameOf(made))
      if (RenameStmt?.renameType === 'OBJECT_TABLE' && isNew(RenameStmt.relation))
        newTables.add(nameOf({ ...RenameStmt.relation, relname: RenameStmt.newname }))
      if (IndexStmt?.idxname && isNew(IndexStmt.relation))
        newIndexes.add(`${IndexStmt.relation?.schemaname ?? 'public'}.${IndexStmt.idxname}`)
      if (tree.AlterTableStmt) learnConstraints(tree)
    },
  }
}

/** The column of an expression that reads `column is not null`. */
function notNullColumn({ NullTest }: Tree): string | undefined {
  if (NullTest?.nulltesttype !== 'IS_NOT_NULL') return undefined
  return wordsOf(treeOf(NullTest.arg).ColumnRef?.fields).at(-1)
}
