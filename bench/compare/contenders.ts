import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startServer, type Contender, type ServerProcess } from './server-process.ts'

const HERE = path.resolve(import.meta.dirname, '..')
const DOCUMENT = path.resolve(HERE, '../apps/yoga/generated/openapi.json')

/** Installs and compiles what YogaFlow is compared with, when that has not been done since it changed. */
export function preparePeers(report: (progress: string) => void): void {
  const stamp = path.join(HERE, 'node_modules', '.installed')
  const wanted = readFileSync(path.join(HERE, 'package-lock.json'), 'utf8')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    report('Installing what is compared with (bench/package.json); once.')
    execFileSync('npm', ['ci'], { cwd: HERE, stdio: ['ignore', 'ignore', 'inherit'] })
    writeFileSync(stamp, wanted)
  }
  execFileSync(path.join(HERE, 'node_modules', '.bin', 'tsc'), ['-p', HERE], { stdio: 'inherit' })
}

/** What every server is started with. */
export interface Common {
  databaseUrl: string
  /** Signs the tokens of the callers, as base64url. */
  tokenSecret: string
  statementsFile: string
  /** Environment of YogaFlow. */
  yogaEnv: Readonly<Record<string, string>>
}

const yogaflow = (
  name: string,
  { yogaEnv }: Common,
  env: Readonly<Record<string, string>> = {},
): Contender => ({
  name,
  file: path.join(HERE, 'compare', 'yogaflow-server.ts'),
  env: { ...yogaEnv, ...env },
})

const peer = (name: string, file: string, common: Common): Contender => ({
  name,
  file: path.join(HERE, '.build', file),
  env: {
    DATABASE_URL: common.databaseUrl,
    TOKEN_SECRET: common.tokenSecret,
    STATEMENTS_FILE: common.statementsFile,
    API_DOCUMENT: DOCUMENT,
  },
})

/** YogaFlow first, then the floor, then the peers. */
export const comparedServers = (common: Common): Contender[] => [
  yogaflow('YogaFlow', common),
  peer('node:http + pg', 'bare.js', common),
  peer('Fastify + plugins', 'fastify.js', common),
  peer('NestJS on Fastify', 'nest.js', common),
]

/** YogaFlow that says nothing of itself, as it is run, and with a trace of one request in ten, and of each, sent to `collectorUrl`. */
export const observedServers = (common: Common, collectorUrl: string): Contender[] => [
  yogaflow('no telemetry', common, { TELEMETRY: 'off' }),
  yogaflow('log and metrics', common),
  yogaflow('log, metrics, a trace in ten', common, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  }),
  yogaflow('log, metrics, every trace', common, { OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl }),
]

/** Starts servers, one after the other. */
export async function startAll(contenders: readonly Contender[]): Promise<ServerProcess[]> {
  const servers: ServerProcess[] = []
  for (const contender of contenders) servers.push(await startServer(contender))
  return servers
}
