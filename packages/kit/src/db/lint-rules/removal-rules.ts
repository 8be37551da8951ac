import { UP, type Rule } from './rule.ts'
import { alterations, droppedNames, treeOf } from './sql-tree.ts'

const SIX_STEPS =
  'Running programs use the old name until they are replaced. Add the new one, write both, fill it in batches, read the ' +
  'new one, stop writing the old one, and drop it in a later release'

const renamingColumn: Rule = {
  name: 'renaming-column',
  directions: UP,
  check: ({ tree: { RenameStmt }, isNew }) =>
    RenameStmt?.renameType === 'OBJECT_COLUMN' && !isNew(RenameStmt.relation) ? [`${SIX_STEPS}.`] : [],
}

const renamingTable: Rule = {
  name: 'renaming-table',
  directions: UP,
  check: ({ tree: { RenameStmt, AlterObjectSchemaStmt }, isNew }) => {
    const { renameType, objectType, relation } = { ...RenameStmt, ...AlterObjectSchemaStmt }
    const renamed = renameType === 'OBJECT_TABLE' || objectType === 'OBJECT_TABLE'
    return renamed && !isNew(relation) ? [`${SIX_STEPS}; or leave a view under the old name.`] : []
  },
}

const banDropColumn: Rule = {
  name: 'ban-drop-column',
  directions: UP,
  check: ({ tree, isNew }) => {
    const { table, commands } = alterations(tree)
    return commands
      .filter(({ subtype }) => subtype === 'AT_DropColumn' && !isNew(table))
      .map(
        ({ name }) =>
          `Running programs may still read or write ${name}, and its values cannot be had back. Stop using it one ` +
          'release earlier; then drop it with a waiver that names that release.',
      )
  },
}

const banDropTable: Rule = {
  name: 'ban-drop-table',
  directions: UP,
  check: (place) => {
    if (place.tree.DropStmt?.removeType !== 'OBJECT_TABLE') return []
    return droppedNames(place.tree)
      .filter((name) => !place.isNew({ schemaname: name.split('.')[0], relname: name.split('.')[1] }))
      .map(
        (name) =>
          `Running programs may still use ${name}, and its rows cannot be had back. Stop using it one release ` +
          'earlier; then drop it with a waiver that names that release.',
      )
  },
}

const banTruncateCascade: Rule = {
  name: 'ban-truncate-cascade',
  directions: UP,
  check: ({ tree: { TruncateStmt }, isNew }) =>
    TruncateStmt?.behavior === 'DROP_CASCADE' &&
    TruncateStmt.relations?.some((table) => !isNew(treeOf(table).RangeVar))
      ? [
          'It empties every table that refers to this one, whichever those are by then. Name each table to be emptied.',
        ]
      : [],
}

export const removalRules = [renamingColumn, renamingTable, banDropColumn, banDropTable, banTruncateCascade]
