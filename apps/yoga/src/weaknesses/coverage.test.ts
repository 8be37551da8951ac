import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { test } from 'node:test'

/** Parts of weaknesses that no server can have, and why. */
const notOfAServer: { id: string; part: string; reason: string }[] = [
  {
    id: 'W13',
    part: 'the crash on a list of errors, the dead statistics page, and the profile page that throws on save',
    reason: 'They are code of the existing web client. What a server can do for it is tested under W13.',
  },
]

const COUNT = 26
const SOURCE = new URL('../../', import.meta.url)

test('every known weakness has a test that names it', async () => {
  const named = new Set(notOfAServer.map(({ id }) => id))
  for await (const file of glob(['src/**/*.test.ts', 'e2e/**/*.test.ts'], { cwd: SOURCE })) {
    const text = await readFile(new URL(file, SOURCE), 'utf8')
    for (const [, name = ''] of text.matchAll(/\btest\(\s*(['"`].*?['"`]),\s/g))
      for (const [id] of name.matchAll(/\bW\d+\b/g)) named.add(id)
  }
  const missing = Array.from({ length: COUNT }, (_, i) => `W${i + 1}`).filter((id) => !named.has(id))
  assert.deepEqual(missing, [])
})
