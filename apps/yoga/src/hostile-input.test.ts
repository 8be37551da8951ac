import { testHostileInput } from '@groundwork/kit/testing/hostile-suite'
import { APP_SCHEMAS } from '@groundwork/kit/testing/app-template'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { mounts } from './app.ts'
import { errorFormat } from './error-format.ts'
import { createTestApp, TEST_START } from './testing/test-app.ts'

const app = await createTestApp()
const returnToSignIns = await app.keepSignIns()
const { restore } = await createRestorePoint(app.deps.db, APP_SCHEMAS)

testHostileInput({
  mounts,
  errorFormat,
  send: app.send,
  people: ['guest', 'user', 'admin'],
  restore: async () => {
    app.clock.set(TEST_START)
    await restore()
    await returnToSignIns()
  },
})
