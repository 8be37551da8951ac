import { spawnSync } from 'node:child_process'

/** The gate, in the order in which its steps fail fastest. `npm run check -- --fix` mends what can be mended by itself. */
const fix = process.argv.includes('--fix')
const steps: [title: string, command: string, ...arguments_: string[]][] = [
  ['format', 'oxfmt', ...(fix ? ['.'] : ['--check', '.'])],
  ['lint', 'oxlint', ...(fix ? ['--fix'] : [])],
  ['unused exports', 'node', 'scripts/unused-exports.ts'],
  ['docstrings', 'node', 'scripts/docstrings.ts'],
  ['types', 'tsc', '-p', '.'],
  ['types of the client in a browser', 'tsc', '-p', 'packages/sdk'],
  ['types of the page of Navi', 'tsc', '-p', 'apps/navi/page'],
  ['types of its worker', 'tsc', '-p', 'apps/navi/page/tsconfig.worker.json'],
  ['migrations', 'node', 'scripts/lint-migrations.ts'],
  ['generated files', 'node', 'scripts/generate.ts', ...(fix ? [] : ['--check'])],
]

let failed = 0
for (const [title, command, ...arguments_] of steps) {
  const startedMs = Date.now()
  const { status, stdout, stderr } = spawnSync(command, arguments_, { encoding: 'utf8' })
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1)
  if (status === 0) process.stdout.write(`ok      ${title} (${seconds} s)\n`)
  else {
    failed++
    process.stdout.write(`FAILED  ${title} (${seconds} s)\n${stdout}${stderr}\n`)
  }
}
process.exitCode = failed === 0 ? 0 : 1
