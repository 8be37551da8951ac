import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bareRequests } from '@groundwork/kit/testing/access-matrix'
import { testHostileInput } from '@groundwork/kit/testing/hostile-suite'
import { mounts } from './app.ts'
import { errorFormat } from './error-format.ts'
import { createReturn } from './testing/replay.ts'
import { createTestApp } from './testing/test-app.ts'

const app = await createTestApp()
const { send } = app
const restore = await createReturn(app)

testHostileInput({
  mounts,
  errorFormat: errorFormat(app.clock),
  send,
  people: ['guest', 'user'],
  restore,
})

describe('every route that is not public asks for a token', () => {
  for (const { endpoint, request } of bareRequests(mounts)) {
    test(`${endpoint.id} (${endpoint.permission}) [W1]`, async () => {
      const asked = endpoint.permission === 'public' ? undefined : 'MISSING_TOKEN'
      const { json } = await send(request)
      assert.equal(json?.code === 'MISSING_TOKEN' ? json.code : undefined, asked)
    })
  }
})
