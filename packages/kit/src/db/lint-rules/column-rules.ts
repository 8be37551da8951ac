import type { ColumnDef } from 'libpg-query'
import { BOTH, UP, type Place, type Rule } from './rule.ts'
import {
  addedColumns,
  alterations,
  calledFunctions,
  constraintsOf,
  hasConstraint,
  isSerial,
} from './sql-tree.ts'

/** The columns that a statement adds to a table that others use. */
function addedToOld({ tree, isNew }: Place): ColumnDef[] {
  return isNew(alterations(tree).table) ? [] : addedColumns(tree)
}

const addingRequiredField: Rule = {
  name: 'adding-required-field',
  directions: BOTH,
  check: (place) =>
    addedToOld(place)
      .filter((column) => hasConstraint(column, 'CONSTR_NOTNULL', 'CONSTR_PRIMARY'))
      .filter((column) => !hasConstraint(column, 'CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY'))
      .filter((column) => !isSerial(column))
      .map(
        ({ colname }) =>
          `There is no value for ${colname} in the rows that exist, nor in those that running programs insert. Give ` +
          'it a constant default, or add it nullable, fill it, and make it "not null" in a later migration.',
      ),
}

const addingNotNullableField: Rule = {
  name: 'adding-not-nullable-field',
  directions: BOTH,
  check: ({ tree, isNew, isProvedNotNull }) => {
    const { table, commands } = alterations(tree)
    return commands
      .filter(
        ({ subtype, name }) => subtype === 'AT_SetNotNull' && !isNew(table) && !isProvedNotNull(table, name!),
      )
      .map(
        ({ name }) =>
          `All use of the table is blocked while every row is looked at. Add "check (${name} is not null) not valid" ` +
          'with a name, validate it in a later step, then "set not null" (which then looks at no row) and drop the check.',
      )
  },
}

// Evaluated once for all rows; anything else might have to be evaluated, and so written, for each row.
const CONSTANT_FUNCTIONS = new Set(
  (
    'now transaction_timestamp statement_timestamp make_interval make_date to_timestamp lower upper ' +
    'jsonb_build_object jsonb_build_array json_build_object to_jsonb current_setting timezone'
  ).split(' '),
)

const addingFieldWithDefault: Rule = {
  name: 'adding-field-with-default',
  directions: BOTH,
  check: (place) =>
    addedToOld(place).flatMap((column) => {
      const why = rewriteReason(column)
      return why === undefined
        ? []
        : [
            `${why} for every row, so the whole table is rewritten while all use of it is blocked. Add the column ` +
              'without it, set the default in a statement of its own, and fill the existing rows in batches.',
          ]
    }),
}

function rewriteReason(column: ColumnDef): string | undefined {
  if (isSerial(column) || hasConstraint(column, 'CONSTR_IDENTITY')) return 'A number is drawn'
  for (const { contype, generated_kind, raw_expr } of constraintsOf(column)) {
    if (contype === 'CONSTR_GENERATED' && generated_kind !== 'v') return 'The stored expression is computed'
    const unknown = calledFunctions(raw_expr).find((name) => !CONSTANT_FUNCTIONS.has(name))
    if (contype === 'CONSTR_DEFAULT' && unknown !== undefined) return `${unknown}() may differ`
  }
  return undefined
}

const changingColumnType: Rule = {
  name: 'changing-column-type',
  directions: UP,
  check: ({ tree, isNew }) => {
    const { table, commands } = alterations(tree)
    return commands
      .filter(({ subtype }) => subtype === 'AT_AlterColumnType' && !isNew(table))
      .map(
        ({ name }) =>
          `Most changes of a type rewrite the table while all use of it is blocked, and running programs still ` +
          `expect the old type. Add a new column, write both, fill it in batches, read it, then drop ${name}.`,
      )
  },
}

export const columnRules = [
  addingRequiredField,
  addingNotNullableField,
  addingFieldWithDefault,
  changingColumnType,
]
