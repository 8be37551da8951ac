import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'

const root = path.resolve(import.meta.dirname, '..')

for (const [program, ...words] of [
  ['bench/load/load.ts'],
  ['bench/load/load.ts', 'yoga', '--frob'],
  ['scripts/for-app.ts', 'scripts/fuzz.ts', 'yoga', '--count', 'many'],
  ['scripts/for-app.ts', 'scripts/fuzz.ts', 'nothing'],
] as const) {
  test(`${program} ${words.join(' ')}: says how it is used, not where in the program that was found`, async () => {
    const { promise, resolve } = Promise.withResolvers<{ code: unknown; stdout: string; stderr: string }>()
    execFile(process.execPath, [program, ...words], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error?.code, stdout, stderr }),
    )
    const { code, stdout, stderr } = await promise
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /^Usage: npm run (load|fuzz) -- /m)
    assert.doesNotMatch(stderr, /\n {4}at |node:internal/)
  })
}
