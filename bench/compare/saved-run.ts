import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { printPage, type Comparison } from './report.ts'

const RESULTS = path.resolve(import.meta.dirname, '../results')
const FILE = path.join(RESULTS, 'bench.json')
const PAGE = path.join(RESULTS, 'bench.md')

/** Keeps what was measured in place of what was kept of the same scenarios, and writes the page of all, telemetry last. */
export function save(measured: readonly Comparison[]): void {
  const kept = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Comparison[]) : []
  const all = [...kept]
  for (const comparison of measured) {
    const at = all.findIndex(({ of, scenario }) => of === comparison.of && scenario === comparison.scenario)
    if (at === -1) all.push(comparison)
    else all[at] = comparison
  }
  const sorted = all.toSorted((a, b) => a.of.localeCompare(b.of))
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`)
  writeFileSync(PAGE, printPage(sorted))
}
