import type { Driver } from '../db/driver.ts'
import type { RecordedRequest } from './record-requests.ts'

/** A statement whose plan reads a whole large table. */
export interface SequentialScan {
  shape: string
  table: string
}

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  Plans?: PlanNode[]
}

// The tables are filled with a hundred thousand rows; the count that the planner keeps is an estimate.
const LARGE_ROWS = 50_000
const PLANNED = /^\s*(select|insert|update|delete|with|merge)\b/i

/** Asks a database with large tables how it would run each statement, and lists the scans of whole large tables. */
export async function findSequentialScans(
  driver: Driver,
  requests: readonly RecordedRequest[],
): Promise<SequentialScan[]> {
  const large = await readLargeTables(driver)
  const scans: SequentialScan[] = []
  for (const { shape, text, values } of requests) {
    if (!PLANNED.test(text)) continue
    const tables = new Set(scannedTables(await explain(driver, shape, text, values)))
    for (const table of tables) if (large.has(table)) scans.push({ shape, table })
  }
  return scans
}

async function explain(driver: Driver, shape: string, text: string, values: readonly unknown[]) {
  try {
    const { rows } = await driver.query({ text: `explain (format json) ${text}`, values })
    return (rows[0]![0] as { Plan: PlanNode }[])[0]!.Plan
  } catch (error) {
    throw new Error(`no plan for ${shape}: ${(error as Error).message}`, { cause: error })
  }
}

async function readLargeTables(driver: Driver): Promise<Set<string>> {
  const { rows } = await driver.query({
    text: `select relname, pg_relation_size(oid) = 0, current_database() from pg_class
           where relkind = 'r' and reltuples > $1`,
    values: [LARGE_ROWS],
  })
  for (const [table, isLost, database] of rows)
    if (isLost)
      throw new Error(
        `the table ${table as string} lost its rows when the server crashed: drop database ${database as string}`,
      )
  return new Set(rows.map(([name]) => name as string))
}

function scannedTables(node: PlanNode): string[] {
  const below = (node.Plans ?? []).flatMap(scannedTables)
  const isScan = node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== undefined
  return isScan ? [node['Relation Name']!, ...below] : below
}
