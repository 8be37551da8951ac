import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { test } from 'node:test'

export interface WeaknessCoverage {
  /** The folder of the app. */
  app: URL
  /** They are numbered from 1. */
  count: number
  /** Weaknesses that no server can have. */
  elsewhere?: readonly { id: string; part: string; reason: string }[]
}

/** Tests that every known weakness of an original has a test whose name holds its number. */
export function testWeaknessCoverage({ app, count, elsewhere = [] }: WeaknessCoverage): void {
  test('every known weakness has a test that names it', async () => {
    const named = new Set(elsewhere.map(({ id }) => id))
    for await (const file of glob('{src,e2e}/**/*.{test,faults}.ts', { cwd: app })) {
      const text = await readFile(new URL(file, app), 'utf8')
      // Names of tests, and those that are handed to a suite of tests.
      for (const [, name = ''] of text.matchAll(/\btest\w*\([^'"`]*(['"`].*?['"`])[,)]/gi))
        for (const [id] of name.matchAll(/\bW\d+\b/g)) named.add(id)
    }
    const missing = Array.from({ length: count }, (_, i) => `W${i + 1}`).filter((id) => !named.has(id))
    assert.deepEqual(missing, [])
  })
}
