import { ConfigError, problemsOf } from '../config/read-config.ts'
import { StartError } from '../errors/start-error.ts'
import { endOnCrash } from '../lifecycle/end-on-crash.ts'
import { tryPlace } from '../lifecycle/listen.ts'
import { stopOnSignal } from '../lifecycle/stop-on-signal.ts'
import { placeOf, readStartConfig, serverConfigOf, type AppDefinition, type Env } from './app-definition.ts'
import { startApp, type RunningApp } from './start-app.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the apps of one process have nothing in common but this
type AnyApp = AppDefinition<any, any>

/** What apps in one process cannot share. */
const ONE_EACH = ['DATABASE_URL', 'METRICS_PORT']

/**
 * Runs apps in this process until it is told to stop: says where each is, in production as a log line; or prints what keeps one
 * from starting and ends with code 1.
 */
export async function runApps(apps: readonly AnyApp[], env: Env): Promise<void> {
  const running: RunningApp[] = []
  const stop = async () => void (await Promise.all(running.map((app) => app.stop())))
  // From the beginning: the first process of a container does not hear of a signal otherwise, and an app that runs already may be
  // answering while the next one starts.
  stopOnSignal({
    onSignal: (signal) => running[0]?.log.info({ signal }, 'told to stop'),
    stop,
    withinMs: () => Math.max(0, ...running.map(({ stopsWithinMs }) => stopsWithinMs)),
    onError: (error) => running[0]?.log.error({ err: error }, 'did not stop in order'),
  })
  try {
    refuseShared(apps, env)
    // All of them before any database is made: every mistake is told at once.
    const readers = apps.map((app) => () => readStartConfig(app, environmentOf(app, apps, env)))
    const problems = problemsOf(readers)
    if (problems.length > 0) throw new ConfigError(problems)
    const configs = readers.map((read) => read())
    for (const [index, app] of apps.entries()) await tryPlace(placeOf(app, configs[index]!))
    const report = (progress: string) => void process.stderr.write(`${progress}\n`)
    for (const [index, app] of apps.entries()) running.push(await startApp(app, configs[index]!, report))
    endOnCrash(running[0]!.crashed)
    for (const app of running) app.started()
    if (configs.some((config) => serverConfigOf(config).APP_ENV === 'production'))
      for (const { log, url, metricsUrl } of running) log.info({ url, metrics_url: metricsUrl }, 'ready')
    else
      process.stdout.write(`\n${apps.map((app, index) => announcement(app, running[index]!)).join('\n')}\n`)
  } catch (error) {
    const expected = error instanceof ConfigError || error instanceof StartError
    process.stderr.write(`${expected ? error.message : (error as Error).stack}\n`)
    await stop()
    process.exit(1)
  }
}

/** The environment without what only the other apps know. */
function environmentOf(app: AnyApp, apps: readonly AnyApp[], env: Env): Env {
  const others = apps.filter((other) => other !== app)
  const isTheirs = (name: string) =>
    !(name in app.variables) &&
    others.some(({ variables, envName }) => name in variables || name.startsWith(`${envName}_`))
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isTheirs(name)))
}

function refuseShared(apps: readonly AnyApp[], env: Env): void {
  for (const name of ONE_EACH) {
    const sharing = apps.filter(({ envName }) => env[name] && !env[`${envName}_${name}`])
    if (sharing.length < 2) continue
    const names = sharing.map(({ envName }) => `${envName}_${name}`).join(' and ')
    throw new StartError(
      `${name} is for one app, and ${sharing.map(({ title }) => title).join(' and ')} need one each: set ${names}, or start one app alone.`,
    )
  }
}

function announcement(app: AnyApp, { url, metricsUrl }: RunningApp): string {
  const lines = [
    [app.title, url],
    ...app.announce(url),
    ...(metricsUrl === undefined ? [] : [['metrics', metricsUrl]]),
  ]
  return lines.map(([name, text]) => `  ${name!.padEnd(9)}  ${text}\n`).join('')
}
