import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { after, test } from 'node:test'
import { startHttpReceiver } from '../testing/http-receiver.ts'

const program = path.join(import.meta.dirname, 'crashing-process.fixture.ts')
const receiver = await startHttpReceiver()
after(receiver.close)

for (const how of ['throw', 'reject']) {
  test(`a ${how} that nobody catches ends the process, is logged in one line and reported`, async () => {
    receiver.received.length = 0
    const SENTRY_DSN = receiver.url.replace('//', '//key@') + '/1'
    const { code, printed } = await new Promise<{ code: unknown; printed: string }>((resolve) => {
      const env = { ...process.env, SENTRY_DSN }
      execFile(process.execPath, [program, how], { env, timeout: 30_000 }, (error, stdout, stderr) =>
        resolve({ code: error?.code, printed: stdout + stderr }),
      )
    })
    assert.equal(code, 1)
    const { level, msg, err } = JSON.parse(printed) as {
      level: number
      msg: string
      err: { message: string }
    }
    assert.deepEqual(
      [level, msg, err.message],
      [60, 'ended by an error that nobody caught', 'no shelf for [redacted]'],
    )
    assert.equal(receiver.received.length, 1)
    const event = JSON.parse(receiver.received[0]!.body.split('\n')[2]!) as Record<string, unknown>
    assert.deepEqual([event['level'], event['transaction']], ['fatal', 'process'])
    assert.doesNotMatch(receiver.received[0]!.body, /ann@/)
  })
}
