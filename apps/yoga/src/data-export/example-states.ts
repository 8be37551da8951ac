import type { ExampleStates } from '../testing/example-state.ts'

export const dataExportStates: ExampleStates = {
  'an export that is ready': async ({ send, jobs }) => {
    await send({ method: 'POST', url: '/api/v1/profile/export', as: 'user' })
    await jobs.runPending()
    return {}
  },
}
