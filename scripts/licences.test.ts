import assert from 'node:assert/strict'
import { test } from 'node:test'
import { licenceList } from './licences.ts'

const mit = { version: '1.0.0', license: 'MIT' }

test('every package of the lock file stands in the list once, with its licence and what it is for', () => {
  const list = licenceList({
    '': { license: 'MIT' },
    'packages/kit': { license: 'MIT' },
    'node_modules/@groundwork/kit': { link: true },
    'node_modules/b': { ...mit, dev: true },
    'node_modules/a': { ...mit, license: '(MIT OR GPL-3.0-only)' },
    'node_modules/a/node_modules/b': { ...mit, dev: true },
    'node_modules/@img/sharp-libvips-linux-x64': { ...mit, license: 'LGPL-3.0-or-later', optional: true },
  })
  const lines = list.split('\n').filter((line) => line.includes('1.0.0'))
  assert.deepEqual(
    lines.map((line) => line.replaceAll(/ +/g, ' ')),
    [
      '| @img/sharp-libvips-linux-x64 | 1.0.0 | LGPL-3.0-or-later | on some platforms |',
      '| a | 1.0.0 | (MIT OR GPL-3.0-only) | to run |',
      '| b | 1.0.0 | MIT | to develop |',
    ],
  )
})

test('a package that asks for more than to be named is refused, and so is one that says nothing', () => {
  for (const license of [
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'LGPL-3.0-or-later',
    'MIT AND GPL-2.0-only',
    'BUSL-1.1',
    undefined,
  ])
    assert.throws(
      () => licenceList({ 'node_modules/x': { version: '2.0.0', ...(license && { license }) } }),
      /not permissive.*\n {2}x 2\.0\.0: /,
      license,
    )
})
