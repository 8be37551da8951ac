import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface RunningProcess {
  url: string
  pid: number
  /** Sends SIGTERM, as those who look after processes do; resolves to the exit code, null when something killed it. */
  terminate: () => Promise<number | null>
  /** Ends the process as Ctrl-C does; resolves to its exit code. */
  stop: () => Promise<number | null>
  /** Ends the process at once, as nothing can prevent. */
  kill: () => void
  /** Resolves when the process has ended, for whatever reason, to how it ended and what it last printed. */
  ended: Promise<string>
}

/** A program that runs an app: its file, what it prints before its address, the variable of its port, and others it is given. */
export interface Program {
  main: string
  title: string
  portVariable: string
  env?: Record<string, string>
}

export interface ProcessOptions {
  /** Variables besides those that make a process fit for a test. */
  env?: Record<string, string>
  /** Where it keeps its data; a new folder by default, removed at the stop. */
  dataDir?: string
}

/** What is kept of the output of a process, in characters. */
const MOST_PRINTED = 20_000

/** A new folder for data that outlives a process. */
export const newDataDir = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'e2e-'))

type InFolder = ProcessOptions & { dataDir: string }

/** A program as processes of its own, each on a free port. */
export const processesOf = (program: Program) => ({
  /**
   * Starts one, by default on an empty embedded database, and waits for its address.
   * @throws Error with what it printed when it ends before.
   */
  startProcess: (options?: ProcessOptions) => startProcess(program, options),
  /** Runs one that is expected not to start: its exit code and what it printed on standard error. */
  runRefused: (options: InFolder) => runRefused(program, options),
  /** Sends SIGTERM to one as soon as it prints `when`, before it is ready: its exit code, null when the signal ended it. */
  stopWhileStarting: (options: InFolder & { when: string }) => stopWhileStarting(program, options),
})

function spawnProgram({ main, portVariable, env: given }: Program, { env = {}, dataDir }: InFolder) {
  const defaults = { APP_ENV: 'test', [portVariable]: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' }
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return spawn(process.execPath, [main], {
    env: { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), ...defaults, ...given, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function runRefused(program: Program, options: InFolder) {
  const child = spawnProgram(program, options)
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, printed }
}

async function stopWhileStarting(
  program: Program,
  { when, ...options }: InFolder & { when: string },
): Promise<number | null> {
  const child = spawnProgram(program, options)
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    if (printed.includes(when)) child.kill('SIGTERM')
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return code
}

async function startProcess(program: Program, options: ProcessOptions = {}): Promise<RunningProcess> {
  const urlLine = new RegExp(`(?:${program.title} +|"url":")(http://[^\\s"]+)`)
  const dataDir = options.dataDir ?? (await newDataDir())
  const child = spawnProgram(program, { ...options, dataDir })
  const exited = once(child, 'exit') as Promise<[number | null]>
  let printed = ''
  // Its output may come after its end.
  const ended = (once(child, 'close') as Promise<[number | null, string | null]>).then(
    ([code, signal]) => `by ${signal ?? `code ${code}`}:\n${printed}`,
  )
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-MOST_PRINTED)
        const found = urlLine.exec(printed)
        if (found) resolve(found[1]!)
      })
    }
    void ended.then((how) => reject(new Error(`the process ended before it was ready, ${how}`)))
  })
  return {
    url,
    pid: child.pid!,
    ended,
    kill: () => void child.kill('SIGKILL'),
    terminate: async () => {
      child.kill('SIGTERM')
      return (await exited)[0]
    },
    stop: async () => {
      child.kill('SIGINT')
      const [code] = await exited
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
      return code
    },
  }
}
