import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { ErrorFormat } from '../http/problem.ts'
import type { DocumentedMount } from '../openapi/document.ts'
import type { Person } from './example-request.ts'
import { hostileRequests, strayRequests } from './hostile-requests.ts'
import { judgeAnswer } from './judge-answer.ts'
import type { Send, TestRequest } from './send-as.ts'

export interface HostileSuite {
  mounts: readonly DocumentedMount[]
  errorFormat: ErrorFormat
  send: Send
  /** Who sends; an administrator only what others may not. */
  people: readonly Person[]
  /** Puts everything back to how it was before the first request. */
  restore: () => Promise<void>
}

// The same requests in every run; another seed, or more runs, is for whoever looks for trouble.
const seed = Number(process.env['HOSTILE_SEED'] ?? 20_260_302)
const numRuns = Number(process.env['HOSTILE_RUNS'] ?? 6)

/** Tests that whatever is sent to an app is answered in order. */
export function testHostileInput({ mounts, errorFormat, send, people, restore }: HostileSuite): void {
  for (const as of people) {
    describe(`whatever a ${as} sends is answered in order`, () => {
      let isChanged = true
      for (const { prefix, bindings } of mounts) {
        for (const { endpoint } of bindings) {
          if (as === 'admin' && !endpoint.permission.includes('.')) continue
          test(endpoint.id, async () => {
            if (isChanged) await restore()
            isChanged = endpoint.method !== 'GET'
            const check = async (request: TestRequest) => {
              assert.equal(judgeAnswer(await send(request), errorFormat, endpoint), undefined)
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
        const check = async (request: TestRequest) => {
          assert.equal(judgeAnswer(await send(request), errorFormat), undefined)
        }
        await fc.assert(fc.asyncProperty(strayRequests(as), check), { seed, numRuns: numRuns * 10 })
      })
    })
  }
}
