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

/** Runs a test file with the given lines, and others in the same process: what was printed, and the report. */
async function report(lines: string | string[], { maySkip = false } = {}) {
  const files = [lines]
    .flat()
    .map((lines, i) =>
      write(
        `${['example', 'second'][i]}.test.mjs`,
        `import { after, beforeEach, describe, test } from 'node:test'\n${lines}`,
      ),
    )
  const leaks = import.meta.resolve('../packages/kit/src/testing/leaks.ts')
  const program = write(
    'run.mjs',
    `
    import { run } from 'node:test'
    import { writeEntry } from ${JSON.stringify(import.meta.resolve('./test-processes.ts'))}
    import { reportTests } from ${JSON.stringify(import.meta.resolve('./test-report.ts'))}
    const entry = writeEntry(${JSON.stringify(root)}, ${JSON.stringify(files)}, 5_000)
    const events = run({ files: [entry], execArgv: ['--import', ${JSON.stringify(leaks)}] })
    const report = await reportTests(events, { root: ${JSON.stringify(root)}, total: ${files.length}, maySkip: ${maySkip} })
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
  ['a file that cannot be loaded', `throw new Error('at load')`, /FAILED {2}example\.test\.mjs\n.*at load/],
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

test('files of one process are told apart, and the hooks of one do not reach the other', async () => {
  const { printed, counts } = await report([
    `beforeEach(() => console.log('prepared')); test('one', () => console.log('ran')); test('two', () => {})`,
    `test('three', () => {}); test('four', () => { throw new Error('on purpose') })`,
  ])
  assert.deepEqual(counts, [3, 1, 0])
  assert.match(printed, /1\/2 {2}example\.test\.mjs {2}2 in [\d.]+ s\n/)
  assert.match(printed, /2\/2 {2}second\.test\.mjs {2}2 in [\d.]+ s\n/)
  assert.match(printed, /FAILED {2}second\.test\.mjs:2 {2}four\n/)
  assert.doesNotMatch(printed, /prepared|ran/)
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
