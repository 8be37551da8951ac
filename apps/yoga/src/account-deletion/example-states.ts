import { change } from '../statements.ts'
import type { ExampleStates } from '../testing/example-state.ts'
import type { TestApp } from '../testing/test-app.ts'

const markAll = change('testing.mark_leaving', (db, p: { now: Date }) =>
  db.updateTable('users').set({ deletionRequestedAt: p.now }),
)

/** Has everybody's account about to be deleted, while they stay signed in. */
export async function makeAllLeave({ deps, clock }: TestApp): Promise<void> {
  await markAll(deps.db, { now: clock.now() })
  deps.signIn.forget({})
}

export const deletionStates: ExampleStates = {
  'an account about to be deleted': async (app) => {
    await makeAllLeave(app)
    return {}
  },
}
