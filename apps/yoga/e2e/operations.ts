import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

/** The root of the repository, where operators type commands. */
export const root = path.resolve(import.meta.dirname, '../../..')

const text = readFileSync(path.join(root, 'docs/operations.md'), 'utf8')

/**
 * The blocks of commands below a heading of docs/operations.md, in their order, so that what it says is what is tested.
 * @throws Error when there are none.
 */
export function commandsBelow(heading: string): string[] {
  const [, section = ''] = text.split(`\n## ${heading}\n`)
  const [own = ''] = section.split('\n## ')
  const blocks = [...own.matchAll(/^( *)```\n([\s\S]*?)\n\1```$/gm)].map(([, , block]) => block!)
  if (blocks.length === 0) throw new Error(`docs/operations.md has no commands below "${heading}"`)
  return blocks
}

/**
 * Types commands as an operator does, who stands in the repository and has set these variables.
 * @throws Error with what was printed when one of them fails.
 */
export const type = (commands: string, env: Record<string, string>) =>
  promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
  })
