import path from 'node:path'
import { processesOf } from '@groundwork/kit/testing/start-process'

export { newDataDir } from '@groundwork/kit/testing/start-process'

export const { startProcess, runRefused } = processesOf({
  main: path.join(import.meta.dirname, '../src/main.ts'),
  title: 'Navi',
  portVariable: 'NAVI_PORT',
  // All who test share one address.
  env: { LIMIT_CONNECT: '1000000/min' },
})
