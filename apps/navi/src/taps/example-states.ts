import { makePair } from '../pairing/example-states.ts'
import type { ExampleStates } from '../testing/example-state.ts'

export const tapStates: ExampleStates = {
  'two taps': async (app) => {
    await makePair(app)
    const tap = (as: 'user' | 'other', body: object) =>
      app.send({ method: 'POST', url: '/api/tap/send', as, body })
    await tap('user', { pattern: 'double' })
    app.clock.advance(1000)
    const { json } = await tap('other', { intensity: 'light' })
    return { later: json.tapId }
  },
}
