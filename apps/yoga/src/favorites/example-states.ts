import type { ExampleStates } from '../testing/example-state.ts'

export const favoriteStates: ExampleStates = {
  'a favourite': async ({ send }) => {
    await send({ method: 'PUT', url: '/api/v1/favorites/1', as: 'user' })
    return {}
  },
}
