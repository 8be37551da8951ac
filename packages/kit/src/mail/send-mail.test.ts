import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { enqueue } from '../jobs/enqueue.ts'
import { createJobRunner } from '../jobs/job-runner.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createMailer } from './create-mailer.ts'
import { sendMail, sendMailWith } from './send-mail.ts'
import { certificate, startMailServer } from '../testing/mail-server.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())

test('mail is sent after the transaction, again while the server is busy, and not again when it is refused [W26]', async () => {
  const answers = [450, 0, 550]
  const { received, port } = await startMailServer({
    onRcptTo: (_address, _session, done) => {
      const responseCode = answers.shift()
      done(responseCode ? Object.assign(new Error('no'), { responseCode }) : null)
    },
  })
  const clock = createFakeClock('2030-03-01T12:00:00Z')
  const mailer = createMailer({
    from: { name: 'Library', address: 'desk@library.example' },
    smtp: { host: '127.0.0.1', port, tls: 'starttls', ca: certificate.cert },
    folder: '',
    clock,
    log: { info() {} },
  })
  const { db } = database
  const log = { debug() {}, warn() {}, error() {} }
  const runner = createJobRunner({ db, clock, log, jobs: [sendMailWith(mailer)] })
  after(() => runner.stop())
  const outcomes = async () => (await runner.runPending()).map(({ outcome }) => outcome)
  const post = () =>
    db.transaction((tx) =>
      enqueue(tx, sendMail, { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' }),
    )

  await runner.prepare()
  await post()
  assert.deepEqual(await outcomes(), ['retry'])
  clock.advance(20_000)
  const [sent] = await runner.runPending()
  assert.equal(sent?.outcome, 'completed')
  assert.equal(received.length, 1)
  assert.match(received[0]!.raw, new RegExp(`^Message-ID: <${sent.jobId}@library\\.example>\r$`, 'm'))

  await post()
  assert.deepEqual(await outcomes(), ['dead'])
  assert.equal(received.length, 1)
})
