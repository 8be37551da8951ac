import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { relative, resolve } from 'node:path'

export interface FileCoverage {
  path: string
  lines: number
  covered: number
}

interface CoverageSummary {
  files: readonly { path: string; totalLineCount: number; coveredLineCount: number }[]
}

export const coveredFiles = {
  include: ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
  exclude: ['**/*.{test,faults}.ts', '**/*.fixture.ts', '**/generated/**', '**/node_modules/**'],
}

/**
 * The covered lines of every source file, worst first. The runner knows only files that some test loaded; the others
 * count as not covered at all.
 */
export async function coverageByFile(summary: CoverageSummary, root: string): Promise<FileCoverage[]> {
  const files = summary.files.map(({ path, totalLineCount: lines, coveredLineCount: covered }) => ({
    path: relative(root, path),
    lines,
    covered,
  }))
  const loaded = new Set(files.map(({ path }) => path))
  for await (const path of glob(coveredFiles.include, { cwd: root, exclude: coveredFiles.exclude })) {
    if (loaded.has(path)) continue
    const text = readFileSync(resolve(root, path), 'utf8')
    if (hasCode(text)) files.push({ path, lines: text.split('\n').length, covered: 0 })
  }
  return files.toSorted((a, b) => b.lines - b.covered - (a.lines - a.covered))
}

/** False for files of types alone, which never run. */
const hasCode = (text: string) =>
  /^(export )?(default |async |const |let |function|class )|^\w+\(/m.test(text)

/** Covered lines in percent, 0 to 100. */
export function linePercent(files: readonly FileCoverage[]): number {
  const sum = (pick: (file: FileCoverage) => number) => files.reduce((total, file) => total + pick(file), 0)
  return (
    (100 * sum((file) => file.covered)) /
    Math.max(
      1,
      sum((file) => file.lines),
    )
  )
}
