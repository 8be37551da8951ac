import { execFile, execFileSync } from 'node:child_process'
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { startGuarded, type GuardedProcess, type GuardedProcessOptions } from './guarded-process.ts'

export type ServiceName = 'postgres' | 'redis' | 'nats'

/** A server of our own on a free port. It ends with this process at the latest. */
export interface PrivateService {
  url: string
  /** Takes the server down; its data and its port stay for `start`. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Halts its main process: connections stay open, and nothing is answered until `thaw`. */
  freeze(): void
  thaw(): void
  /** Takes the server down for good and removes its data. Safe to call twice. */
  close(): Promise<void>
}

interface Recipe {
  /** The programs it takes, the server first. */
  programs: readonly string[]
  install: string
  url: (port: number) => string
  readyText: string
  stopSignal: 'TERM' | 'INT'
  args: (port: number, dir: string) => readonly string[]
}

const run = promisify(execFile)

// Durability is switched off: the data do not outlive the test, whatever happens to the machine.
const recipes: Record<ServiceName, Recipe> = {
  postgres: {
    programs: ['postgres', 'initdb'],
    install: 'apt-get install postgresql',
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
    readyText: 'database system is ready to accept connections',
    stopSignal: 'INT',
    args: (port, dir) => {
      const settings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']
      const where = ['-D', join(dir, 'data'), '-p', `${port}`, '-h', '127.0.0.1', '-k', '']
      return [...where, ...settings.flatMap((setting) => ['-c', setting])]
    },
  },
  redis: {
    programs: ['redis-server'],
    install: 'apt-get install redis-server',
    url: (port) => `redis://127.0.0.1:${port}`,
    readyText: 'Ready to accept connections',
    stopSignal: 'TERM',
    args: (port, dir) => [
      '--bind',
      '127.0.0.1',
      '--port',
      `${port}`,
      '--dir',
      dir,
      '--save',
      '',
      '--appendonly',
      'no',
    ],
  },
  nats: {
    programs: ['nats-server'],
    install: 'apt-get install nats-server',
    url: (port) => `nats://127.0.0.1:${port}`,
    readyText: 'Server is ready',
    stopSignal: 'TERM',
    args: (port, dir) => ['--addr', '127.0.0.1', '--port', `${port}`, '--jetstream', '--store_dir', dir],
  },
}

/**
 * Starts a server from the installed programs, with an empty data folder, on a free port of 127.0.0.1.
 * @throws Error with the command that installs it when a program is not there.
 */
export async function startPrivateService(name: ServiceName): Promise<PrivateService> {
  const recipe = recipes[name]
  const [program, initdb] = recipe.programs.map((wanted) => {
    const found = findProgram(wanted)
    if (found === undefined) throw new Error(`${wanted} is not installed. Install it: ${recipe.install}`)
    return found
  })
  const dir = mkdtempSync(join(tmpdir(), `groundwork-${name}-`))
  const user = name === 'postgres' ? ordinaryUser() : undefined
  try {
    if (user) chownSync(dir, user.uid, user.gid)
    if (initdb !== undefined) await createCluster(initdb, dir, user)
    const base = { program: program!, dir, user, readyText: recipe.readyText, stopSignal: recipe.stopSignal }
    return await startOnFreePort(recipe, base)
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw error
  }
}

async function startOnFreePort(
  recipe: Recipe,
  base: Omit<GuardedProcessOptions, 'args'>,
): Promise<PrivateService> {
  const startAt = (port: number) => startGuarded({ ...base, args: recipe.args(port, base.dir) })
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    let running: GuardedProcess | undefined
    try {
      running = await startAt(port)
    } catch (error) {
      // Somebody took the port since it was found free.
      if (attempt < 3 && /in use/i.test(String(error))) continue
      throw error
    }
    const end = async (keepDir: boolean) => {
      await running?.stop({ keepDir })
      running = undefined
    }
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
      if (!running) throw new Error('the server is down')
      process.kill(running.pid, name)
    }
    return {
      url: recipe.url(port),
      freeze: () => signal('SIGSTOP'),
      thaw: () => signal('SIGCONT'),
      stop: () => end(true),
      start: async () => {
        running ??= await startAt(port)
      },
      close: async () => {
        await end(false)
        rmSync(base.dir, { recursive: true, force: true })
      },
    }
  }
}

async function createCluster(
  initdb: string,
  dir: string,
  user: { uid: number; gid: number } | undefined,
): Promise<void> {
  const how = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync']
  await run(initdb, ['-D', join(dir, 'data'), ...how], { cwd: dir, ...user })
}

/** PostgreSQL refuses to run as root: there, the user it was installed for, or else nobody. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (what: '-u' | '-g', user: string) =>
    Number(execFileSync('id', [what, user], { stdio: ['ignore', 'pipe', 'ignore'] }))
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', user), gid: id('-g', user) }
    } catch {
      // No such user here.
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as',
  )
}

const DEBIAN_POSTGRES = '/usr/lib/postgresql'

/** The full path of a program: of the search path, or of Debian's PostgreSQL, newest version first. */
function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', ...debianPostgresFolders()]
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function debianPostgresFolders(): string[] {
  try {
    const versions = readdirSync(DEBIAN_POSTGRES).toSorted((a, b) => Number(b) - Number(a))
    return versions.map((version) => join(DEBIAN_POSTGRES, version, 'bin'))
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
