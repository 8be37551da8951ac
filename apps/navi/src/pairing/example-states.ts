import type { ExampleStates } from '../testing/example-state.ts'
import type { Known, TestApp } from '../testing/test-app.ts'

const post = (app: TestApp, as: Known, url: string, body?: object) =>
  app.send({ method: 'POST', url: `/api/pairing/${url}`, as, body })

async function codeOf(app: TestApp, as: Known): Promise<string> {
  return (await post(app, as, 'create')).json.pairingCode
}

/** Makes a pair of `user` and `other`. */
export async function makePair(app: TestApp): Promise<void> {
  await post(app, 'other', 'join', { pairingCode: await codeOf(app, 'user') })
}

export const pairingStates: ExampleStates = {
  'a code': async (app) => ({ code: await codeOf(app, 'user') }),
  'a pair': async (app) => {
    await makePair(app)
    return {}
  },
  'a pair and a code of somebody else': async (app) => {
    await makePair(app)
    return { code: await codeOf(app, 'admin') }
  },
  'ten wrong codes': async (app) => {
    for (let i = 0; i < 10; i++) await post(app, 'other', 'join', { pairingCode: '000000' })
    return {}
  },
}
