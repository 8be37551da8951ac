import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface GuardedProcess {
  /** Id of the program's own process. */
  pid: number
  /** Stops the program and waits for its end; removes its folder unless `keepDir`. */
  stop(options?: { keepDir?: boolean }): Promise<void>
}

export interface GuardedProcessOptions {
  program: string
  args: readonly string[]
  /** Folder that belongs to the program and goes away with it. */
  dir: string
  /** What the program prints, on either stream, once it can be used. */
  readyText: string
  stopSignal: 'TERM' | 'INT'
  /** Runs the program as this user instead of the current one. */
  user?: { uid: number; gid: number } | undefined
}

// The shell holds a pipe from this process. Its end, however this process ends, stops the program.
const GUARD = `
  "$@" </dev/null &
  echo "guarded process $!"
  exec >/dev/null 2>&1
  read -r word
  kill -s "$STOP_SIGNAL" $!
  kill -s CONT $!
  wait $!
  test "$word" = keep || rm -rf "$OWN_DIR"`

/**
 * Starts a program that cannot outlive this process, and waits until it is ready. It does not keep this process alive.
 * @throws Error with what the program printed when it ends before it is ready.
 */
export async function startGuarded(options: GuardedProcessOptions): Promise<GuardedProcess> {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'sh', options.program, ...options.args], {
    cwd: options.dir,
    env: { ...process.env, STOP_SIGNAL: options.stopSignal, OWN_DIR: options.dir },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options.user,
  })
  const exited = once(guard, 'exit')
  guard.stdin.on('error', () => {})
  const stop = async (word: string) => {
    guard.ref()
    guard.stdin.end(word)
    await exited
  }
  let pid: number
  try {
    pid = await readiness(guard, options)
  } catch (error) {
    await stop('')
    throw error
  }
  for (const handle of [guard, guard.stdin, guard.stdout, guard.stderr] as { unref?: () => void }[])
    handle.unref?.()
  return { pid, stop: ({ keepDir = false } = {}) => stop(keepDir ? 'keep\n' : '') }
}

function readiness(
  guard: ReturnType<typeof spawn>,
  { program, readyText }: GuardedProcessOptions,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = ''
    let pid: number | undefined
    let open = 2
    for (const stream of [guard.stdout!, guard.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        // Read on after that: a program whose output nobody takes would stand still.
        printed = (printed + text).slice(-10_000)
        const guarded = /guarded process (\d+)\n/.exec(printed)
        if (guarded) pid = Number(guarded[1])
        if (pid !== undefined && printed.includes(readyText)) resolve(pid)
      })
      stream.on('end', () => {
        if (--open === 0) reject(new Error(`${program} ended before it was ready:\n${printed}`))
      })
    }
    guard.on('error', reject)
  })
}
