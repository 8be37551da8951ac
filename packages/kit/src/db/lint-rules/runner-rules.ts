import { BOTH, type Place, type Rule } from './rule.ts'
import { alterations, treeOf, type Tree } from './sql-tree.ts'

/** Rules that keep what the runner promises: bounded waits, whole transactions, steps that can be repeated. */
const requireTimeout = (name: string, setting: string): Rule => ({
  name,
  directions: BOTH,
  check: ({ tree: { VariableSetStmt }, inTransaction }) => {
    const { kind, name: variable, args, is_local } = VariableSetStmt ?? {}
    if (kind === undefined || (variable !== setting && kind !== 'VAR_RESET_ALL')) return []
    if (kind === 'VAR_SET_VALUE' && is_local && inTransaction && !isZero(args?.[0])) return []
    return [
      `It takes away the ${setting} that the runner sets, so the migration could block others for any length of ` +
        `time. Leave it, or raise it for this transaction: "set local ${setting} = '10s'".`,
    ]
  },
})

function isZero(value: Parameters<typeof treeOf>[0]): boolean {
  const { ival, fval, sval } = treeOf(value).A_Const ?? {}
  const text = sval?.sval ?? fval?.fval ?? String(ival?.ival ?? 0)
  return !/[1-9]/.test(text)
}

const transactionNesting: Rule = {
  name: 'transaction-nesting',
  directions: BOTH,
  check: ({ tree: { TransactionStmt } }) =>
    TransactionStmt
      ? [
          'The runner begins and ends the transactions, so that a step and its record stand or fall together. Leave it out.',
        ]
      : [],
}

const preferRobust: Rule = {
  name: 'prefer-robust-stmts',
  directions: BOTH,
  check: (place) => {
    if (place.inTransaction) return []
    const why = whyNotRepeatable(place)
    return why === undefined ? [] : [`When the run is cut short this statement is sent again. ${why}`]
  },
}

const REPEATABLE = [
  'ReindexStmt',
  'VacuumStmt',
  'UpdateStmt',
  'DeleteStmt',
  'SelectStmt',
  'CallStmt',
  'DoStmt',
] as const
const OTHERS = ['RefreshMatViewStmt', 'VariableSetStmt', 'TransactionStmt'] as const

function whyNotRepeatable({ tree }: Place): string | undefined {
  const { IndexStmt, AlterEnumStmt, InsertStmt, DropStmt } = tree
  if (IndexStmt)
    return IndexStmt.idxname
      ? undefined
      : 'Give the index a name, so that a failed build can be found and dropped.'
  if (AlterEnumStmt) return AlterEnumStmt.skipIfNewValExists ? undefined : 'Write "add value if not exists".'
  if (InsertStmt)
    return InsertStmt.onConflictClause || isGuarded(tree) ? undefined : 'Add "on conflict do nothing".'
  if (DropStmt?.removeType === 'OBJECT_INDEX' || [...REPEATABLE, ...OTHERS].some((kind) => tree[kind]))
    return undefined
  const { commands } = alterations(tree)
  const validates = commands.length > 0 && commands.every(({ subtype }) => REPEATABLE_COMMANDS.has(subtype))
  return validates
    ? undefined
    : 'It does not need to stand outside of a transaction: move it to "-- up" or "-- down".'
}

const REPEATABLE_COMMANDS = new Set<unknown>([
  'AT_ValidateConstraint',
  'AT_DetachPartition',
  'AT_DetachPartitionFinalize',
])

/** An insert from a query with a condition may look for itself whether its rows are there. */
function isGuarded({ InsertStmt }: Tree): boolean {
  return treeOf(InsertStmt?.selectStmt).SelectStmt?.whereClause !== undefined
}

export const runnerRules = [
  requireTimeout('require-lock-timeout', 'lock_timeout'),
  requireTimeout('require-statement-timeout', 'statement_timeout'),
  transactionNesting,
  preferRobust,
]
