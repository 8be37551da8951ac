import { createMemoryWindowCounter } from '@groundwork/kit/limits/window-counter'
import { joinStates } from '@groundwork/kit/testing/example-states'
import { recordExamples, type Replay } from '@groundwork/kit/testing/record-examples'
import { APP_SCHEMAS } from '@groundwork/kit/testing/app-template'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { BODY_LIMIT_BYTES, createApp, errors, mounts } from '../app.ts'
import { errorFormat } from '../error-format.ts'
import { limits } from '../limits.ts'
import { pairingStates } from '../pairing/example-states.ts'
import { tapStates } from '../taps/example-states.ts'
import { peopleStates } from '../people/example-states.ts'
import { TEST_START, type TestApp } from './test-app.ts'

const states = joinStates(peopleStates, pairingStates, tapStates)

/** Puts everything back to how it is now, as often as it is called. Once for each app. */
export async function createReturn({ clock, deps }: TestApp): Promise<() => Promise<void>> {
  const { restore } = await createRestorePoint(deps.db, APP_SCHEMAS)
  return async () => {
    clock.set(TEST_START)
    await restore()
    deps.signIn.forget({})
    await deps.cache.clear()
  }
}

/** Replays the examples of every contract against the test app, each from its own state. */
export async function replayExamples(app: TestApp, restore?: () => Promise<void>): Promise<Replay> {
  const { clock, deps } = app
  const goBack = restore ?? (await createReturn(app))
  const once = { quota: 1, windowS: 60 }
  const rates = Object.fromEntries(Object.keys(limits).map((name) => [`LIMIT_${name.toUpperCase()}`, once]))
  const limited = createApp(
    { ...deps, config: { ...deps.config, ...rates }, limitCounter: createMemoryWindowCounter(clock) },
    { strict: true },
  )
  try {
    return await recordExamples({
      mounts,
      errors,
      errorFormat: errorFormat(clock),
      send: app.send,
      sendLimited: app.sendTo(limited),
      startedAt: new Date(TEST_START),
      // One depends on the engine.
      drawn: { pairingCode: '482913', database: 'postgresql' },
      bodyLimitBytes: BODY_LIMIT_BYTES,
      prepare: (given) => states.make(given, app),
      rules: {
        'token.invalid_token': {
          summary: 'a token of a session that has ended',
          prepare: () => endSessions(app),
        },
      },
      restore: goBack,
    })
  } finally {
    await limited.close()
  }
}

async function endSessions({ deps, ids }: TestApp): Promise<void> {
  const { sessions } = deps.signIn
  for (const id of Object.values(ids)) await sessions.revokeAll(deps.db, id, 'test')
}
