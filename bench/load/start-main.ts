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

type LogLine =
  | { msg: 'ready'; url: string; metrics_url: string }
  | { msg: 'request'; method: string; statements: number }
  | { msg: 'something else' }

/**
 * Starts the program of an app, with nothing in its environment but `env`, which names a METRICS_PORT, and waits until it answers.
 * @throws Error when it ends before.
 */
export async function startMain(file: string, env: Readonly<Record<string, string>>): Promise<Main> {
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const logged: Logged = { requests: 0, statements: 0, toRead: 0 }
  const { promise: ready, resolve, reject } = Promise.withResolvers<{ url: string; metricsUrl: string }>()
  void ended.then(() => reject(new Error(`${file} ended before it was ready`)))
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as LogLine
    if (line.msg === 'ready') resolve({ url: line.url, metricsUrl: line.metrics_url })
    if (line.msg !== 'request') return
    logged.requests++
    logged.statements += line.statements
    if (line.method === 'GET') logged.toRead += line.statements
  })
  const { url, metricsUrl } = await ready
  return {
    port: Number(new URL(url).port),
    metricsUrl,
    logged: () => ({ ...logged }),
    stop: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}
