import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Lists exported functions that do not say what they promise: neither in a comment of their own, nor in one of the type that
 * they return and that stands in the same file, as `createCache` and `Cache` do.
 */

const root = path.resolve(import.meta.dirname, '..')
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
const files = tracked
  .split('\n')
  .filter((file) => file !== '' && !/\.(test|faults|fixture)\.ts$|\/generated\/|^bench\//.test(file))

const SILENT = /(?<!\*\/\n)^export (?:async )?function\*? (\w+)/gm
const RETURNED_TYPE = /\): (?:Promise<)?(\w+).*\{$/m
const DESCRIBED_TYPE = /\*\/\n(?:export )?(?:interface|type) (\w+)/g

const silent = files.flatMap((file) => {
  const text = readFileSync(path.join(root, file), 'utf8')
  const described = new Set([...text.matchAll(DESCRIBED_TYPE)].map(([, name]) => name))
  return [...text.matchAll(SILENT)]
    .filter(({ index }) => !described.has(RETURNED_TYPE.exec(text.slice(index))?.[1]))
    .map(([, name]) => `${file}: ${name}`)
})

for (const line of silent) process.stdout.write(`${line}\n`)
process.exitCode = silent.length === 0 ? 0 : 1
