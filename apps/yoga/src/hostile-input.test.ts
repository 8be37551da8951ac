import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { hostileRequests, strayRequests } from '@groundwork/kit/testing/hostile-requests'
import { judgeAnswer } from '@groundwork/kit/testing/judge-answer'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { mounts } from './app.ts'
import { errorFormat } from './error-format.ts'
import { createTestApp, TEST_START } from './testing/test-app.ts'

// The same requests in every run; another seed, or more runs, is for whoever looks for trouble.
const seed = Number(process.env['HOSTILE_SEED'] ?? 20_260_302)
const numRuns = Number(process.env['HOSTILE_RUNS'] ?? 12)

const app = await createTestApp()
const returnToSignIns = await app.keepSignIns()
const { restore } = await createRestorePoint(app.deps.db, ['public', 'kit', 'pgboss'])

for (const as of ['guest', 'user', 'admin'] as const) {
  describe(`whatever a ${as} sends is answered in order`, () => {
    for (const { prefix, bindings } of mounts) {
      for (const { endpoint } of bindings) {
        if (as === 'admin' && !endpoint.permission.includes('.')) continue
        test(endpoint.id, async () => {
          app.clock.set(TEST_START)
          await restore()
          returnToSignIns()
          const check = async (request: Parameters<typeof app.send>[0]) => {
            assert.equal(judgeAnswer(await app.send(request), errorFormat, endpoint), undefined)
          }
          // A guest gets no further than that, so a few tell as much as many.
          const isRefused = as === 'guest' && !['public', 'optional'].includes(endpoint.permission)
          const runs = isRefused ? Math.ceil(numRuns / 4) : numRuns
          const requests = hostileRequests(prefix, endpoint, as)
          await fc.assert(fc.asyncProperty(requests, check), { seed, numRuns: runs })
        })
      }
    }

    test('at addresses that nobody serves', async () => {
      const check = async (request: Parameters<typeof app.send>[0]) => {
        assert.equal(judgeAnswer(await app.send(request), errorFormat), undefined)
      }
      await fc.assert(fc.asyncProperty(strayRequests(as), check), { seed, numRuns: numRuns * 10 })
    })
  })
}
