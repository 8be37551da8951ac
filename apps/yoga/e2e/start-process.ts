import path from 'node:path'
import * as process from '@groundwork/kit/testing/start-process'

export { newDataDir } from '@groundwork/kit/testing/start-process'

const program = {
  main: path.join(import.meta.dirname, '../src/main.ts'),
  title: 'YogaFlow',
  portVariable: 'YOGA_PORT',
}

/** Starts YogaFlow, by default on an empty embedded database. */
export const startProcess = (options?: process.ProcessOptions) => process.startProcess(program, options)

/** Starts a YogaFlow that is expected not to start. */
export const runRefused = (options: process.ProcessOptions & { dataDir: string }) =>
  process.runRefused(program, options)

/** Tells YogaFlow to stop as soon as it prints `when`. */
export const stopWhileStarting = (options: process.ProcessOptions & { dataDir: string; when: string }) =>
  process.stopWhileStarting(program, options)
