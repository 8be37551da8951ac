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

/**
 * Starts YogaFlow as a process of its own on an empty embedded database and a free port, and waits for its address.
 * @throws Error with what it printed when it ends before.
 */
export async function startProcess(): Promise<RunningProcess> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'yoga-e2e-'))
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], APP_ENV: 'test', YOGA_PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
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
      await rm(dataDir, { recursive: true, force: true })
      return code
    },
  }
}
