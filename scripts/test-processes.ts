import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Files that share a process: enough to pay for its start, few enough that the others do not wait for its end. */
const MOST_IN_A_PROCESS = 12

/** These start processes themselves, look at what their process holds open, or take as long as many others. */
const ALONE = /^scripts\/|\/e2e\/|\/(data-dir-lock|hostile-input|leaks|migrate-processes|services)\.test\.ts$/

/**
 * Divides test files among processes, those first that are alone in theirs.
 * @param files relative to the project.
 */
export function shareProcesses(files: readonly string[]): string[][] {
  const alone = files.filter((file) => ALONE.test(file))
  const byWorkspace = Map.groupBy(
    files.filter((file) => !ALONE.test(file)),
    (file) => file.split('/', 2).join('/'),
  )
  const shared = [...byWorkspace.values()].flatMap((files) => {
    const processes = Math.ceil(files.length / MOST_IN_A_PROCESS)
    // Dealt out like cards: the long tests of one feature do not meet in one process.
    return Array.from({ length: processes }, (_, n) => files.filter((_, i) => i % processes === n))
  })
  return [...alone.map((file) => [file]), ...shared]
}

/**
 * Writes the module that a process starts with: it loads one test file after the other, each as a test of its own with the name of
 * the file, so that hooks at the top of a file belong to that file alone.
 * @param files absolute paths.
 * @returns the module's path.
 */
export function writeEntry(folder: string, files: readonly string[], timeoutMs: number): string {
  mkdirSync(folder, { recursive: true })
  const lines = files.map((file) => {
    const name = JSON.stringify(file)
    return `test(${name}, { timeout: ${timeoutMs} }, () => import(${name}))`
  })
  const text = `import { test } from 'node:test'\n${lines.join('\n')}\n`
  const path = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mjs`)
  writeFileSync(path, text)
  return resolve(path)
}
