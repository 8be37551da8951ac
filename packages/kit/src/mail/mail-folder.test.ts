import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createMailer } from './create-mailer.ts'

test('without a mail server each message becomes a file of its own, and a log line says where', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'mail-'))
  after(() => rm(parent, { recursive: true }))
  const folder = join(parent, 'mail')
  const logged: unknown[] = []
  const mailer = createMailer({
    from: { name: '', address: 'desk@library.example' },
    smtp: undefined,
    folder,
    clock: createFakeClock('2030-03-01T12:00:00Z'),
    log: { info: (fields) => logged.push(fields) },
  })
  await mailer.check()
  const message = { to: '../ada@example.com', subject: 'Hello', text: 'How are you?' }
  await mailer.send(message)
  await mailer.send(message)
  const names = [
    '2030-03-01T12-00-00.000Z-.._ada@example.com',
    '2030-03-01T12-00-00.000Z-.._ada@example.com-2',
  ]
  const files = names.map((name) => join(folder, `${name}.eml`))
  assert.deepEqual((await readdir(folder)).toSorted(), names.map((name) => `${name}.eml`).toSorted())
  assert.deepEqual(
    logged,
    files.map((file) => ({ file })),
  )
  const written = await readFile(files[0]!, 'utf8')
  assert.match(written, /^Subject: Hello\r$/m)
  assert.match(written, /^Date: Fri, 01 Mar 2030 12:00:00 \+0000\r$/m)
  assert.match(written, /How are you\?/)
})
