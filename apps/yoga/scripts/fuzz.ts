import { parseArgs } from 'node:util'
import { fuzz } from '@groundwork/kit/testing/fuzz'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { mounts } from '../src/app.ts'
import { errorFormat } from '../src/error-format.ts'
import { scopes } from '../src/permissions.ts'
import { openTestApp, TEST_START } from '../src/testing/test-app.ts'

/**
 * Sends generated requests to every route of YogaFlow, on a database of its own, and fails when one is answered by a fault, by an
 * error in another shape, or with a word about the inside.
 */

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const count = Number(values.count)
const seed = Number(values.seed)
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed))
  throw new Error('--count and --seed are whole numbers')

const app = await openTestApp()
try {
  const { db, signIn } = app.deps
  const wanted = {
    subject: String(app.ids.admin),
    name: 'fuzz',
    scopes: Object.keys(scopes),
    lifeMs: 86_400_000,
  }
  const key = await db.transaction((tx) => signIn.apiKeys.create(tx, wanted))
  const returnToSignIns = await app.keepSignIns()
  const { restore } = await createRestorePoint(db, ['public', 'kit', 'pgboss'])
  const startedMs = performance.now()
  process.stdout.write(`${count} requests from seed ${seed}\n`)
  const { sent, statuses, findings, slowest } = await fuzz({
    mounts,
    errorFormat,
    send: app.send,
    count,
    seed,
    keyHeaders: { 'x-api-key': key!.text },
    restore: async () => {
      app.clock.set(TEST_START)
      await restore()
      await returnToSignIns()
    },
    onProgress: (sent) => {
      if (sent % 10_000 === 0) process.stdout.write(`  ${sent}\n`)
    },
  })
  const seconds = (performance.now() - startedMs) / 1000
  const lines = [
    `${sent} requests in ${seconds.toFixed(0)} s, ${findings.length} answered wrongly`,
    ...[...statuses].toSorted(([a], [b]) => a - b).map(([status, times]) => `  ${status}: ${times}`),
    'slowest:',
    ...slowest.map(([ms, operation]) => `  ${ms.toFixed(0)} ms ${operation}`),
    ...findings
      .slice(0, 20)
      .flatMap(({ operation, request, problem }) => [
        `${operation}: ${problem.slice(0, 500)}`,
        `  ${JSON.stringify(request).slice(0, 1000)}`,
      ]),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (findings.length > 0) process.exitCode = 1
} finally {
  await app.stop()
}
