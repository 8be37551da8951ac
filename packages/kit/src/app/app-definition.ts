import type { FastifyInstance } from 'fastify'
import type { RedisLink } from '../cache/redis-link.ts'
import type { Clock } from '../clock/clock.ts'
import {
  problemsOf,
  readConfig,
  type ConfigOf,
  type ReadConfigOptions,
  type Variables,
} from '../config/read-config.ts'
import type { Db } from '../db/database.ts'
import type { MigrationSource } from '../db/read-migrations.ts'
import type { JobRunnerOptions } from '../jobs/job-runner.ts'
import type { Place } from '../lifecycle/listen.ts'
import type { Telemetry } from '../telemetry/create-telemetry.ts'
import { readTelemetryConfig } from '../telemetry/telemetry-config.ts'
import type { ServerConfig } from './server-variables.ts'

/** What an app's dependencies hold at least. */
export interface BaseDeps<C> {
  config: C
  db: Db
  clock: Clock
  telemetry: Telemetry
  /** Absent when none is configured. */
  redis: RedisLink | undefined
  /** Watched while the process runs, and told when it is about to stop: from then on it is not ready. */
  health: { watch(): Promise<() => void>; drain(): void }
}

/** What there is before the dependencies of an app are built. */
export type Foundation<C> = Omit<BaseDeps<C>, 'redis' | 'health'>

export type Work = Pick<JobRunnerOptions, 'events' | 'subscribers' | 'jobs' | 'schedules'>

/** An app as data and functions: what it takes to start it, migrate it, look at its jobs and test it. */
export interface AppDefinition<V extends Variables, D extends BaseDeps<ConfigOf<V>>> {
  /** What people call it. */
  title: string
  /** What it is called in telemetry: lower case. */
  name: string
  version: string
  variables: V
  /** Its name in variables: with `YOGA`, `YOGA_DATABASE_URL` stands before `DATABASE_URL`. */
  envName: string
  /** The variable that holds its port. */
  portVariable: keyof V & string
  /** Problems of what its variables say together, asked for before anything is opened. */
  checkConfig?: (config: ConfigOf<V>) => readonly string[]
  /** Folder of its embedded database. */
  dataDirOf: (config: ConfigOf<V>) => string
  migrationSources: readonly MigrationSource[]
  createDeps: (foundation: Foundation<ConfigOf<V>>) => D
  createWork: (deps: D) => Work
  createServer: (deps: D) => FastifyInstance
  /** Fills the migrated database with what the app needs. */
  prepare?: (deps: D) => Promise<void>
  /** Once jobs run and before requests are taken. */
  begin?: (deps: D) => Promise<void>
  /** Before requests are no longer taken, and after that. */
  drain?: (deps: D) => Promise<void>
  release?: (deps: D) => Promise<void>
  /** Lines to print beside its address: what they name, and what they say of it. */
  announce: (url: string) => readonly (readonly [name: string, text: string])[]
}

/** The configuration of any app, for what does not know its variables. */
export const serverConfigOf = (config: unknown): ServerConfig => config as ServerConfig

/** Where an app listens. */
export const placeOf = <V extends Variables>(
  { portVariable }: Pick<AppDefinition<V, never>, 'portVariable'>,
  config: ConfigOf<V>,
): Place => ({
  port: config[portVariable] as number,
  portVariable,
  host: serverConfigOf(config).HOST,
  hostVariable: 'HOST',
})

export type Env = Readonly<Record<string, string | undefined>>

type Configured<V extends Variables> = Pick<AppDefinition<V, never>, 'variables' | 'envName' | 'checkConfig'>

/**
 * The configuration of an app in an environment, for commands beside the server: they need no secrets of production. A variable
 * that begins with the app's name stands before the general one.
 * @throws ConfigError with everything that is wrong with it.
 */
export const readAppConfig = <V extends Variables>(
  app: Pick<Configured<V>, 'variables' | 'envName'>,
  env: Env,
): ConfigOf<V> => read(app, env)

/**
 * The configuration of an app that is about to start: as `readAppConfig`, but complete, and what its variables say together is
 * checked.
 * @throws ConfigError with everything that is wrong with it.
 */
export const readStartConfig = <V extends Variables>(app: Configured<V>, env: Env): ConfigOf<V> =>
  read(app, env, (config) => [
    ...problemsOf([() => readTelemetryConfig(serverConfigOf(config))]),
    ...(app.checkConfig?.(config) ?? []),
  ])

function read<V extends Variables>(
  { variables, envName }: Pick<Configured<V>, 'variables' | 'envName'>,
  env: Env,
  check?: ReadConfigOptions<V>['check'],
): ConfigOf<V> {
  const prefix = `${envName}_`
  const own: Record<string, string | undefined> = { ...env }
  const givenAs: Record<string, string> = {}
  for (const name of Object.keys(env)) {
    const general = name.slice(prefix.length)
    if (!name.startsWith(prefix) || name in variables || !(general in variables)) continue
    own[general] = env[name]
    givenAs[general] = name
    delete own[name]
  }
  return readConfig(variables, own, {
    ownPrefixes: [prefix, 'LIMIT_'],
    production: check !== undefined && own['APP_ENV'] === 'production',
    givenAs,
    check,
  })
}
