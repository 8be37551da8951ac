import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { createTestApp } from '../testing/test-app.ts'
import { runImport } from './run-import.ts'

const app = await createTestApp()
const { db, clock } = app.deps
const file = path.join(tmpdir(), `yoga-import-${process.pid}.jsonl`)
after(() => rm(file, { force: true }))

async function run(content: unknown[] | string | undefined, ...argv: string[]) {
  const text = typeof content === 'string' ? content : content?.map((line) => JSON.stringify(line)).join('\n')
  if (text !== undefined) await writeFile(file, text)
  const written = { stdout: '', stderr: '' }
  let opened = 0
  const code = await runImport(argv, {
    open: async () => {
      opened++
      return { db, clock, close: async () => void opened-- }
    },
    out: {
      stdout: { write: (part) => (written.stdout += part) },
      stderr: { write: (part) => (written.stderr += part) },
    },
  })
  assert.equal(opened, 0, 'the database is closed')
  return { code, ...written }
}
const propsOf = async (id: number) => (await app.send({ url: `/api/v1/poses/${id}` })).json.props

test('a dry run says what would happen and changes nothing', async () => {
  const before = await propsOf(1)
  const lines = [{ pose_id: 1, props: ['a rope'] }, { pose_id: 2 }]
  const result = await run(lines, file, '--kind', 'poses', '--match', 'id', '--dry-run')
  const stdout = '2 lines: 0 would be created, 1 would be updated, 1 unchanged.\n'
  assert.deepEqual(result, { code: 0, stdout, stderr: '' })
  assert.deepEqual(await propsOf(1), before)
})

test('an import changes it, and its versions name nobody', async () => {
  const result = await run([{ pose_id: 1, props: ['a rope'] }], file, '--kind=poses', '--match=id', '--apply')
  assert.deepEqual(result, { code: 0, stdout: '1 line: 0 created, 1 updated, 0 unchanged.\n', stderr: '' })
  assert.deepEqual(await propsOf(1), ['a rope'])
  const { json } = await app.send({ url: '/api/v1/admin/content-history?kind=pose&id=1', as: 'admin' })
  assert.deepEqual([json.versions[0].action, json.versions[0].changed_by], ['import', null])
})

test('with an error nothing is imported, and the errors say where they are', async () => {
  const lines = [
    { sequence_id: 1, theme: 'dusk' },
    { sequence_id: 2, steps: [{ pose_id: 1 }] },
  ]
  const result = await run(lines, file, '--kind=sequences', '--match=id', '--apply')
  assert.equal(result.code, 1)
  assert.equal(result.stdout, '2 lines, nothing was imported.\n')
  assert.match(result.stderr, /^line 2, steps\.0\.duration_seconds: /m)
  assert.match(result.stderr, /^line 2, steps: /m)
  assert.notEqual((await app.send({ url: '/api/v1/sequences/1' })).json.theme, 'dusk')
})

test('the report can be had as JSON', async () => {
  const { code, stdout, stderr } = await run('[', file, '--kind=poses', '--match=name', '--dry-run', '--json')
  assert.deepEqual([code, stderr], [1, ''])
  assert.deepEqual(JSON.parse(stdout), {
    dry_run: true,
    lines: 1,
    created: 0,
    updated: 0,
    unchanged: 0,
    errors: [{ line: 1, field: '', code: 'malformed', detail: 'is not valid JSON' }],
  })
})

test('a file that is not there, or no text, is said to be so', async () => {
  const none = await run(undefined, '/no/such/file', '--kind=poses', '--match=id', '--apply')
  assert.deepEqual([none.code, none.stderr], [1, '/no/such/file cannot be read: ENOENT\n'])
})

test('a database without tables is said to be so', async () => {
  const empty = await createTestDatabase()
  const stderr: string[] = []
  await writeFile(file, '{"pose_id": 1}')
  const code = await runImport([file, '--kind=poses', '--match=id', '--dry-run'], {
    open: async () => ({ db: empty.db, clock, close: () => empty.drop() }),
    out: { stdout: { write: assert.fail }, stderr: { write: (text) => stderr.push(text) } },
  })
  assert.equal(code, 1)
  assert.match(stderr.join(''), /has no tables yet: start YogaFlow once/)
})

test('anything else is answered with how it is used', async () => {
  const asked: [argv: string[], says: RegExp][] = [
    [[], /^Name one file/],
    [[file, 'another', '--kind=poses', '--match=id', '--apply'], /^Name one file/],
    [[file, '--match=id', '--apply'], /^Say --kind/],
    [[file, '--kind=users', '--match=id', '--apply'], /^Say --kind/],
    [[file, '--kind=poses', '--apply'], /^Say --match/],
    [[file, '--kind=poses', '--match=id'], /^Say either --dry-run or --apply/],
    [[file, '--kind=poses', '--match=id', '--apply', '--dry-run'], /^Say either/],
    [[file, '--kind=poses', '--match=id', '--apply', '--force'], /--force/],
  ]
  for (const [argv, says] of asked) {
    const { code, stdout, stderr } = await run(undefined, ...argv)
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, says)
    assert.match(stderr, /Usage: npm run import/)
  }
})
