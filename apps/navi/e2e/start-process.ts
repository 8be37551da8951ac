import path from 'node:path'
import * as process from '@groundwork/kit/testing/start-process'

export { newDataDir } from '@groundwork/kit/testing/start-process'

const program = {
  main: path.join(import.meta.dirname, '../src/main.ts'),
  title: 'Navi',
  portVariable: 'NAVI_PORT',
}

/** All who test share one address. */
const MANY_SOCKETS = { LIMIT_CONNECT: '1000000/min' }

/** Starts Navi, by default on an empty embedded database. */
export const startProcess = (options: process.ProcessOptions = {}) =>
  process.startProcess(program, { ...options, env: { ...MANY_SOCKETS, ...options.env } })

/** Starts a Navi that is expected not to start. */
export const runRefused = (options: process.ProcessOptions & { dataDir: string }) =>
  process.runRefused(program, options)
