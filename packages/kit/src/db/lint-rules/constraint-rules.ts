import type { Constraint } from 'libpg-query'
import { BOTH, type Place, type Rule } from './rule.ts'
import { addedConstraints, alterations } from './sql-tree.ts'

/** The constraints that a statement adds to a table that others use. */
function addedToOld({ tree, isNew }: Place): Constraint[] {
  return isNew(alterations(tree).table) ? [] : addedConstraints(tree)
}

const addingForeignKey: Rule = {
  name: 'adding-foreign-key-constraint',
  directions: BOTH,
  check: (place) =>
    addedToOld(place)
      .filter(({ contype, skip_validation }) => contype === 'CONSTR_FOREIGN' && !skip_validation)
      .map(
        () =>
          'Checking the existing rows blocks writes to both tables. Add the constraint by itself and "not valid", ' +
          'then "alter table … validate constraint …" in a later transaction.',
      ),
}

const missingNotValid: Rule = {
  name: 'constraint-missing-not-valid',
  directions: BOTH,
  check: (place) => {
    const { tree, isAddedInTransaction } = place
    const { table, commands } = alterations(tree)
    const adding = addedToOld(place)
      .filter(({ contype, skip_validation }) => contype === 'CONSTR_CHECK' && !skip_validation)
      .map(
        () =>
          'Checking the existing rows blocks all use of the table. Add the constraint by itself and "not valid", ' +
          'then "alter table … validate constraint …" in a later transaction.',
      )
    const validating = commands
      .filter(
        ({ subtype, name }) => subtype === 'AT_ValidateConstraint' && isAddedInTransaction(table, name!),
      )
      .map(
        ({ name }) =>
          `The transaction that added ${name} still blocks the table while the rows are checked. Validate it in a ` +
          'section "-- up outside transaction" below, or in a later migration.',
      )
    return [...adding, ...validating]
  },
}

const disallowedUnique: Rule = {
  name: 'disallowed-unique-constraint',
  directions: BOTH,
  check: (place) =>
    addedToOld(place)
      .filter(
        ({ contype, indexname }) =>
          (contype === 'CONSTR_UNIQUE' || contype === 'CONSTR_PRIMARY') && !indexname,
      )
      .map(
        () =>
          'It builds its index while all use of the table is blocked. Use "create unique index concurrently" outside ' +
          'of transactions first, then "add constraint … unique (or primary key) using index …".',
      ),
}

const addingExclusion: Rule = {
  name: 'adding-exclusion-constraint',
  directions: BOTH,
  check: (place) =>
    addedToOld(place)
      .filter(({ contype }) => contype === 'CONSTR_EXCLUSION')
      .map(
        () =>
          'It builds its index while all use of the table is blocked, and there is no concurrent way. Make a new ' +
          'table with the constraint and move the rows in batches, or do it while the table is small.',
      ),
}

export const constraintRules = [addingForeignKey, missingNotValid, disallowedUnique, addingExclusion]
