import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** What the log lines of requests say, summed up. */
export interface Logged {
  requests: number
  statements: number
  /** Of the statements, those of GET: what only reads is all that a cache can save. */
  toRead: number
}

/** A process of an app as production runs it. */
export interface Main {
  port: number
  metricsUrl: string
  logged: () => Logged
  stop: () => Promise<unknown>
}

interface LogLine {
  msg: string
  method: string
  statements: number
}

/**
 * Starts the program of an app, with nothing in its environment but `env`, which names a METRICS_PORT, and waits until it answers.
 * @throws Error when it ends before.
 */
export async function startMain(
  { file, title }: { file: string; title: string },
  env: Readonly<Record<string, string>>,
): Promise<Main> {
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const logged: Logged = { requests: 0, statements: 0, toRead: 0 }
  const urls = new Map<string, string>()
  const { promise: announced, resolve, reject } = Promise.withResolvers<void>()
  void ended.then(() => reject(new Error(`${title} ended before it was ready`)))
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) {
      const { msg, method, statements } = JSON.parse(line) as LogLine
      if (msg !== 'request') return
      logged.requests++
      logged.statements += statements
      if (method === 'GET') logged.toRead += statements
      return
    }
    const [, name, url] = /^ {2}(\w+) +(http\S+)/.exec(line) ?? []
    if (name !== undefined) urls.set(name, url!)
    if (urls.has('metrics')) resolve()
  })
  await announced
  return {
    port: Number(new URL(urls.get(title)!).port),
    metricsUrl: urls.get('metrics')!,
    logged: () => ({ ...logged }),
    stop: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}
