import { runFuzz } from '@groundwork/kit/testing/fuzz-command'
import { APP_SCHEMAS } from '@groundwork/kit/testing/app-template'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { sendOverSocket } from '@groundwork/kit/testing/send-over-socket'
import { mounts } from '../src/app.ts'
import { errorFormat } from '../src/error-format.ts'
import { scopes } from '../src/permissions.ts'
import { openTestApp, TEST_START } from '../src/testing/test-app.ts'

/** `npm run fuzz -- yoga --count 1000`: sends generated requests to every route of YogaFlow. */
process.exitCode = await runFuzz(process.argv.slice(2), async () => {
  const app = await openTestApp()
  const { db, signIn } = app.deps
  const wanted = {
    subject: String(app.ids.admin),
    name: 'fuzz',
    scopes: Object.keys(scopes),
    lifeMs: 86_400_000,
  }
  const key = await db.transaction((tx) => signIn.apiKeys.create(tx, wanted))
  const returnToSignIns = await app.keepSignIns()
  const { restore } = await createRestorePoint(db, APP_SCHEMAS)
  return {
    mounts,
    errorFormat,
    send: await sendOverSocket(app.server, app.tokenOf),
    keyHeaders: { 'x-api-key': key!.text },
    restore: async () => {
      app.clock.set(TEST_START)
      await restore()
      await returnToSignIns()
    },
    stop: app.stop,
  }
})
