import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, where they are absent. Node's own `recursive` does not end where a folder exists and nothing can
 * be made in it without a refusal, as in `/proc`.
 * @throws Error of the operating system.
 */
export function makeFolder(dir: string): void {
  if (existsSync(dir)) return
  const parent = dirname(dir)
  if (parent !== dir) makeFolder(parent)
  try {
    mkdirSync(dir)
  } catch (error) {
    // Another process may have been first.
    if (!existsSync(dir)) throw error
  }
}
