import type { ExampleStates } from '../testing/example-state.ts'
import type { TestApp } from '../testing/test-app.ts'

async function makeKeys({ deps, ids }: TestApp, count: number) {
  let key = ''
  for (let i = 0; i < count; i++) {
    const wanted = {
      subject: String(ids.user),
      name: 'Watch',
      scopes: ['practice.write'],
      lifeMs: 86_400_000,
    }
    const made = await deps.db.transaction((tx) => deps.signIn.apiKeys.create(tx, wanted))
    key = made!.row.keyId
  }
  return { key }
}

export const apiKeyStates: ExampleStates = {
  'an API key': (app) => makeKeys(app, 1),
  'ten API keys': (app) => makeKeys(app, 10),
}
