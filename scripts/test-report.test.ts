import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { coverageByFile, linePercent } from './test-coverage.ts'
import type { TestReport } from './test-report.ts'

const root = mkdtempSync(join(tmpdir(), 'test-report-'))
after(() => rmSync(root, { recursive: true }))

function write(name: string, text: string): string {
  const file = join(root, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

/** Runs one test file with the given lines: what was printed, and the report. */
async function report(lines: string, { maySkip = false } = {}) {
  const file = write('example.test.mjs', `import { after, describe, test } from 'node:test'\n${lines}`)
  const leaks = import.meta.resolve('../packages/kit/src/testing/leaks.ts')
  const program = write(
    'run.mjs',
    `
    import { run } from 'node:test'
    import { reportTests } from ${JSON.stringify(import.meta.resolve('./test-report.ts'))}
    const events = run({ files: [${JSON.stringify(file)}], execArgv: ['--import', ${JSON.stringify(leaks)}] })
    const report = await reportTests(events, { root: ${JSON.stringify(root)}, total: 1, maySkip: ${maySkip} })
    process.stdout.write('REPORT' + JSON.stringify(report))`,
  )
  const { NODE_TEST_CONTEXT: _inner, ...env } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: { ...env, TEST_LEAK_GRACE_MS: '200' },
  })
  const [printed, json] = stdout.split('REPORT')
  const { passed, failed, skipped } = JSON.parse(json!) as TestReport
  return { printed: printed!, counts: [passed, failed, skipped.length], skipped }
}

test('tests that pass are counted and what they print is not shown', async () => {
  const { printed, counts } = await report(`
    describe('a suite', () => { test('one', () => {}); test('two', () => {}) })
    test('three', () => console.log('chatter'))`)
  assert.deepEqual(counts, [3, 0, 0])
  assert.match(printed, /^1\/1 {2}example\.test\.mjs {2}3 in [\d.]+ s\n$/)
})

test('a failure is shown with its place and its reason, once, and the suite around it is not counted', async () => {
  const { printed, counts } = await report(`
    describe('a suite', () => {
      test('breaks', () => {
        throw new TypeError('for this reason')
      })
      test('holds', () => {})
    })`)
  assert.deepEqual(counts, [1, 1, 0])
  assert.match(printed, /FAILED {2}example\.test\.mjs:4 {2}breaks\n {4}TypeError.*: for this reason\n/)
  assert.equal(printed.match(/for this reason/g)?.length, 1)
})

for (const [what, lines, said] of [
  [
    'a hook that fails',
    `after(() => { throw new Error('in the hook') }); test('a', () => {})`,
    /in the hook/,
  ],
  [
    'a file that cannot be loaded',
    `throw new Error('at load')`,
    /its process ended with code \d+\n(.*\n)*.*at load/,
  ],
  ['a file without a test', '', /it holds no test/],
  [
    'a file that leaves a timer',
    `test('a', () => void setInterval(() => {}, 1_000))`,
    /Still open:\n.*setInterval/,
  ],
  [
    'an error that comes when no test runs',
    `test('a', () => {}); after(() => void setImmediate(() => { throw new Error('too late') }))`,
    /too late/,
  ],
] as const)
  test(`${what} fails the run and is shown`, async () => {
    const { printed, counts } = await report(lines)
    assert.equal(counts[1], 1, printed)
    assert.match(printed, said)
  })

test('what is skipped, or left to do, has failed unless that is allowed', async () => {
  const lines = `
    test('a', { skip: 'needs a server' }, () => {})
    test.todo('b')
    describe('c', { skip: 'needs another' }, () => { test('d', () => {}) })
    test('e', () => {})`
  const refused = await report(lines)
  assert.deepEqual(refused.counts, [1, 3, 0])
  assert.match(refused.printed, /it was skipped: needs a server/)
  const allowed = await report(lines, { maySkip: true })
  assert.deepEqual(allowed.counts, [1, 0, 3])
  assert.deepEqual(allowed.skipped[0], { file: 'example.test.mjs', reason: 'needs a server' })
})

test('files that no test loaded count as not covered, files of types alone do not count', async () => {
  const loaded = write('packages/kit/src/loaded.ts', 'export const a = 1\n')
  write('packages/kit/src/forgotten.ts', `export function forgotten() {\n  return 1\n}`)
  write('packages/kit/src/types.ts', 'export interface A {\n  a: 1\n}\n')
  write('packages/kit/src/some.test.ts', 'const a = 1\n')
  const byFile = await coverageByFile(
    { files: [{ path: loaded, totalLineCount: 9, coveredLineCount: 6 }] },
    root,
  )
  assert.deepEqual(byFile, [
    { path: 'packages/kit/src/loaded.ts', lines: 9, covered: 6 },
    { path: 'packages/kit/src/forgotten.ts', lines: 3, covered: 0 },
  ])
  assert.equal(linePercent(byFile), 50)
})
