import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountsOf } from '../testing/accounts.ts'
import { createTestApp } from '../testing/test-app.ts'
import { runGrantRole } from './run-grant-role.ts'

const app = await createTestApp()
const { clock, deps } = app
const { register } = accountsOf(app)

async function run(...argv: string[]) {
  const written = { stdout: '', stderr: '' }
  let opened = 0
  const code = await runGrantRole(argv, {
    open: async () => {
      opened++
      return { ...deps.db, close: async () => void opened-- }
    },
    clock,
    out: {
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text) },
    },
  })
  assert.equal(opened, 0, 'the database is closed')
  return { code, ...written }
}

test('makes an administrator of an account that exists, and says of whom', async () => {
  const { email, userId } = await register()
  const first = await run(email.toUpperCase())
  const who = `User ${userId}, ${email}, registered 2026-03-02, address not verified`
  assert.deepEqual(first, { code: 0, stdout: `${who}, now has the role admin.\n`, stderr: '' })
  assert.equal((await run(email)).stdout, `${who}, already had the role admin.\n`)
  const url = `/api/v1/admin/audit-log?subject=${userId}`
  const { json } = await app.send({ url, as: 'admin' })
  assert.deepEqual(
    json.entries.map(({ actor, action }: { actor: string; action: string }) => [actor, action]),
    [['command line', 'role.assigned']],
  )
})

test('holds with the next request of a process that has not seen the account before', async () => {
  const person = await register()
  await run(person.email)
  assert.equal((await person.send({ url: '/api/v1/admin/roles' })).status, 200)
})

test('gives another role when one is named', async () => {
  const { email } = await register()
  assert.match((await run(email, 'editor')).stdout, /now has the role editor/)
})

test('fails for an address without an account', async () => {
  const { code, stdout, stderr } = await run('nobody@example.com')
  assert.deepEqual([code, stdout, stderr], [1, '', 'User nobody@example.com not found\n'])
})

test('answers anything else with how it is used, and opens nothing', async () => {
  for (const argv of [[], ['maya'], ['maya@example.com', 'owner'], ['a@example.com', 'admin', 'x']]) {
    const { code, stderr } = await run(...argv)
    assert.equal(code, 2)
    assert.match(stderr, /^Usage: npm run grant-role/)
  }
})
