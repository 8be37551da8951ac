import path from 'node:path'
import { processesOf } from '@groundwork/kit/testing/start-process'

export { newDataDir } from '@groundwork/kit/testing/start-process'

export const { startProcess, runRefused, stopWhileStarting } = processesOf({
  main: path.join(import.meta.dirname, '../src/main.ts'),
  title: 'YogaFlow',
  portVariable: 'YOGA_PORT',
})
