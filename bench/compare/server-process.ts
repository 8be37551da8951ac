import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Env } from '@groundwork/kit/app/app-definition'

/** A process of the comparison: how it is started, and how the servers in it are called, in the order of their ports. */
export interface Contender {
  names: readonly string[]
  file: string
  env: Env
  nodeOptions?: readonly string[]
}

export interface Server {
  name: string
  port: number
  /** Processor time so far of its process with all threads, user and system, in µs. */
  usageUs: () => Promise<number>
  /** Statements that its process has sent so far. */
  statements: () => Promise<number>
}

export interface ServerProcess {
  servers: readonly Server[]
  stop: () => Promise<void>
}

interface Report {
  ports?: number[]
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

/** Starts a process and waits until its servers listen. What it logs goes nowhere. */
export async function startProcess({
  names,
  file,
  env,
  nodeOptions = [],
}: Contender): Promise<ServerProcess> {
  const program = [process.execPath, '--import', USAGE, ...nodeOptions, file]
  const [command, ...args] = canPin ? ['taskset', '-c', '0', ...program] : program
  const child = spawn(command!, args, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const next = async (): Promise<Report> => {
    const failed = ended.then(([code]) => {
      throw new Error(`${names.join(', ')} ended with ${code}`)
    })
    return (await Promise.race([once(child, 'message'), failed]))[0] as Report
  }
  const ask = async (question: 'usage' | 'statements') => {
    const answer = next()
    child.send(question)
    return (await answer)[question]!
  }
  const { ports } = await next()
  const usageUs = () => ask('usage')
  const statements = () => ask('statements')
  return {
    servers: names.map((name, i) => ({ name, port: ports![i]!, usageUs, statements })),
    stop: async () => {
      child.disconnect()
      await ended
    },
  }
}
