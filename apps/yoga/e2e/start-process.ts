import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface RunningProcess {
  url: string
  /** Ends the process as Ctrl-C does; resolves to its exit code. */
  stop: () => Promise<number | null>
}

const MAIN = path.join(import.meta.dirname, '../src/main.ts')
const URL_LINE = /YogaFlow\s+(http:\/\/\S+)/

export interface ProcessOptions {
  /** Variables besides those that make a process fit for a test. */
  env?: Record<string, string>
  /** Where it keeps its data; a new folder by default, removed at the stop. */
  dataDir?: string
}

/** A new folder for data that outlives a process. */
export const newDataDir = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'yoga-e2e-'))

function spawnYoga({ env = {}, dataDir }: ProcessOptions & { dataDir: string }) {
  const defaults = { APP_ENV: 'test', YOGA_PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' }
  return spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...defaults, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs a YogaFlow that is expected not to start: its exit code and what it printed on standard error. */
export async function runRefused(options: ProcessOptions & { dataDir: string }) {
  const child = spawnYoga(options)
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, printed }
}

/**
 * Starts YogaFlow as a process of its own, by default on an empty embedded database, on a free port, and waits for its
 * address.
 * @throws Error with what it printed when it ends before.
 */
export async function startProcess(options: ProcessOptions = {}): Promise<RunningProcess> {
  const dataDir = options.dataDir ?? (await newDataDir())
  const child = spawnYoga({ ...options, dataDir })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        const found = URL_LINE.exec(printed)
        if (found) resolve(found[1]!)
      })
    }
    void exited.then(() => reject(new Error(`the process ended before it was ready:\n${printed}`)))
  })
  return {
    url,
    stop: async () => {
      child.kill('SIGINT')
      const [code] = await exited
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
      return code
    },
  }
}
