import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Env } from '@groundwork/kit/app/app-definition'

/** A server of the comparison: how it is called and started. */
export interface Contender {
  name: string
  file: string
  env: Env
  nodeOptions?: readonly string[]
}

/** Such a server in a process of its own. */
export interface ServerProcess {
  name: string
  port: number
  /** Processor time so far of all its threads, user and system, in µs. */
  usageUs: () => Promise<number>
  /** Statements sent so far. */
  statements: () => Promise<number>
  stop: () => Promise<void>
}

interface Report {
  port?: number
  usage?: number
  statements?: number
}

/** Keeps servers on one core and everything else off it, where the system can: so they do not disturb one another. */
export const canPin = spawnSync('taskset', ['-V']).status === 0

/** Moves this process off the core of the servers. */
export function pinThisProcess(): void {
  if (canPin) spawnSync('taskset', ['-acp', '1', String(process.pid)])
}

const USAGE = path.join(import.meta.dirname, 'report-usage.ts')

/** Starts a server and waits until it listens. What it logs goes nowhere. */
export async function startServer({ name, file, env, nodeOptions = [] }: Contender): Promise<ServerProcess> {
  const program = [process.execPath, '--import', USAGE, ...nodeOptions, file]
  const [command, ...args] = canPin ? ['taskset', '-c', '0', ...program] : program
  const child = spawn(command!, args, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const next = async (): Promise<Report> => {
    const failed = ended.then(([code]) => {
      throw new Error(`${name} ended with ${code}`)
    })
    return (await Promise.race([once(child, 'message'), failed]))[0] as Report
  }
  const ask = async (question: 'usage' | 'statements') => {
    const answer = next()
    child.send(question)
    return (await answer)[question]!
  }
  const { port } = await next()
  return {
    name,
    port: port!,
    usageUs: () => ask('usage'),
    statements: () => ask('statements'),
    stop: async () => {
      child.disconnect()
      await ended
    },
  }
}
