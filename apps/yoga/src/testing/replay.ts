import { createMemoryWindowCounter } from '@groundwork/kit/limits/window-counter'
import { joinStates } from '@groundwork/kit/testing/example-states'
import { recordExamples, type Replay } from '@groundwork/kit/testing/record-examples'
import { APP_SCHEMAS } from '@groundwork/kit/testing/app-template'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { dataExportStates } from '../data-export/example-states.ts'
import { deletionStates, makeAllLeave } from '../account-deletion/example-states.ts'
import { accountStates } from '../accounts/example-states.ts'
import { apiKeyStates } from '../api-keys/example-states.ts'
import { achievementStates } from '../achievements/example-states.ts'
import { BODY_LIMIT_BYTES, createApp, errors, mounts } from '../app.ts'
import { errorFormat } from '../error-format.ts'
import { contentHistoryStates } from '../content-history/example-states.ts'
import { customSequenceStates } from '../custom-sequences/example-states.ts'
import { favoriteStates } from '../favorites/example-states.ts'
import { goalStates } from '../goals/example-states.ts'
import { historyStates } from '../history/example-states.ts'
import { limits } from '../limits.ts'
import { practiceSessionStates } from '../practice-sessions/example-states.ts'
import { uploadStates } from '../uploads/example-states.ts'
import { TEST_START, type TestApp } from './test-app.ts'

/** The states that examples of YogaFlow are given. */
export const exampleStates = joinStates(
  accountStates,
  deletionStates,
  dataExportStates,
  apiKeyStates,
  achievementStates,
  contentHistoryStates,
  customSequenceStates,
  favoriteStates,
  goalStates,
  practiceSessionStates,
  historyStates,
  uploadStates,
)

/** Replays the examples of every contract against the test app, each from its own state. */
export async function replayExamples(app: TestApp): Promise<Replay> {
  const { clock } = app
  const { db, config } = app.deps
  const returnToSignIns = await app.keepSignIns()
  const { restore } = await createRestorePoint(db, APP_SCHEMAS)
  const once = { quota: 1, windowS: 60 }
  const limited = createApp(
    {
      ...app.deps,
      config: {
        ...config,
        ...Object.fromEntries(Object.keys(limits).map((name) => [`LIMIT_${name.toUpperCase()}`, once])),
      },
      limitCounter: createMemoryWindowCounter(clock),
    },
    { strict: true },
  )
  try {
    return await recordExamples({
      mounts,
      errors,
      errorFormat,
      send: app.send,
      sendLimited: app.sendTo(limited),
      startedAt: new Date(TEST_START),
      bodyLimitBytes: BODY_LIMIT_BYTES,
      prepare: (given) => exampleStates.make(given, app),
      rules: {
        'account.deletion_pending': {
          summary: 'while the account is about to be deleted',
          prepare: () => makeAllLeave(app),
        },
      },
      restore: async () => {
        clock.set(TEST_START)
        await restore()
        await returnToSignIns()
      },
    })
  } finally {
    await limited.close()
  }
}
