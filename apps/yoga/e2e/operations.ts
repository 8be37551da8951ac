import { readFileSync } from 'node:fs'
import path from 'node:path'

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
