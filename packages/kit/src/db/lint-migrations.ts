import { createFacts, type Facts } from './lint-facts.ts'
import { columnRules } from './lint-rules/column-rules.ts'
import { constraintRules } from './lint-rules/constraint-rules.ts'
import { indexRules } from './lint-rules/index-rules.ts'
import { removalRules } from './lint-rules/removal-rules.ts'
import type { Rule } from './lint-rules/rule.ts'
import { runnerRules } from './lint-rules/runner-rules.ts'
import { treeOf, type Tree } from './lint-rules/sql-tree.ts'
import { typeRules } from './lint-rules/type-rules.ts'
import { applyWaivers, type Breach } from './lint-waivers.ts'
import type { Migration } from './read-migrations.ts'
import type { SqlStatement } from './split-statements.ts'

/** One thing to mend. */
export interface LintFinding {
  file: string
  line: number
  rule: string
  /** Why it hurts, and the safe way. */
  message: string
}

const RULES: readonly Rule[] = [
  ...indexRules,
  ...constraintRules,
  ...columnRules,
  ...removalRules,
  ...typeRules,
  ...runnerRules,
]
const REQUIRE_DOWN = 'require-down-section'
const SYNTAX = 'syntax'

/** The names of the rules, which a waiver may name. */
export const lintRuleNames: readonly string[] = [...RULES.map(({ name }) => name), REQUIRE_DOWN]

/**
 * Looks in the SQL of migrations for what blocks a table that is in use, breaks programs that still run, or takes
 * away what the runner promises. What is done to a table that the same file makes is safe. A statement is let pass by
 * the comment `-- lint-allow: rule-name because reason` above it; `require-down-section` by that comment anywhere in
 * the file. Migrations are given in the order in which they run: what one proved, the next may build on.
 */
export async function lintMigrations(migrations: readonly Migration[]): Promise<LintFinding[]> {
  // The parser is a development dependency: it is loaded here, not where a server starts.
  const { parse } = await import('libpg-query')
  const read = async ({ text }: SqlStatement): Promise<Tree | string> => {
    try {
      const { stmts = [] } = await parse(text)
      return stmts.length === 1
        ? treeOf(stmts[0]?.stmt)
        : `This is read as ${stmts.length} statements. Write it in another way.`
    } catch (error) {
      return (error as Error).message
    }
  }
  const history = createFacts()
  const findings: LintFinding[] = []
  for (const migration of migrations) findings.push(...(await lintMigration(migration, history, read)))
  return findings
}

async function lintMigration(
  migration: Migration,
  history: Facts,
  read: (statement: SqlStatement) => Promise<Tree | string>,
): Promise<LintFinding[]> {
  const breaches: Breach[] = []
  const starts: number[] = []
  // The way back knows this file only: it may run long after later migrations were undone.
  const back = createFacts()
  history.beginMigration()
  for (const direction of ['up', 'down'] as const) {
    const facts = direction === 'up' ? history : back
    for (const { inTransaction, statements } of migration[direction] ?? []) {
      facts.beginStep()
      for (const statement of statements) {
        const { start, line } = statement
        starts.push(start)
        const tree = await read(statement)
        if (typeof tree === 'string') {
          breaches.push({ start, line, rule: SYNTAX, message: tree })
          continue
        }
        const place = { tree, direction, inTransaction, ...facts }
        for (const { name, directions, check } of RULES)
          if (directions.includes(direction))
            breaches.push(...check(place).map((message) => ({ start, line, rule: name, message })))
        facts.learn(tree)
        if (direction === 'up') back.learn(tree)
      }
    }
  }
  if (!migration.down?.length)
    breaches.push({
      line: 1,
      rule: REQUIRE_DOWN,
      message:
        'There is no way back. Write a "-- down" section that undoes the migration; when that is not possible or ' +
        'nothing needs to be undone, say so: "-- lint-allow: require-down-section because …".',
    })
  const findings = applyWaivers(
    migration.text,
    breaches,
    starts.toSorted((a, b) => a - b),
    lintRuleNames,
  )
  return findings.map((finding) => ({ file: migration.file, ...finding }))
}
