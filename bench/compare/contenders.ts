import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startProcess, type Contender, type ServerProcess } from './server-process.ts'

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

/** YogaFlow in one process: a server for each of `variants`, which are environments over the common one, by the server's name. */
const yogaflow = (
  variants: Readonly<Record<string, Readonly<Record<string, string>>>>,
  { yogaEnv }: Common,
): Contender => ({
  names: Object.keys(variants),
  file: path.join(HERE, 'compare', 'yogaflow-server.ts'),
  env: { ...yogaEnv, VARIANTS: JSON.stringify(Object.values(variants)) },
})

const peer = (name: string, file: string, common: Common): Contender => ({
  names: [name],
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
  yogaflow({ YogaFlow: {} }, common),
  peer('node:http + pg', 'bare.js', common),
  peer('Fastify + plugins', 'fastify.js', common),
  peer('NestJS on Fastify', 'nest.js', common),
]

/**
 * YogaFlow that says nothing of itself, the same once more, as it is run, and with a trace of one request in ten, and of each,
 * sent to `collectorUrl`. All in one process: two of the same code differ by more than telemetry costs.
 */
export const observedServers = (common: Common, collectorUrl: string): Contender =>
  yogaflow(
    {
      'no telemetry': { TELEMETRY: 'off' },
      'no telemetry, again': { TELEMETRY: 'off' },
      'log and metrics': {},
      'log, metrics, a trace in ten': {
        OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      },
      'log, metrics, every trace': { OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl },
    },
    common,
  )

/** Starts processes, one after the other. */
export async function startAll(contenders: readonly Contender[]): Promise<ServerProcess> {
  const processes: ServerProcess[] = []
  for (const contender of contenders) processes.push(await startProcess(contender))
  return {
    servers: processes.flatMap(({ servers }) => servers),
    stop: async () => {
      for (const { stop } of processes) await stop()
    },
  }
}
