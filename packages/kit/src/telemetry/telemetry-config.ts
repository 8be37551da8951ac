import { ConfigError, type ConfigOf } from '../config/read-config.ts'
import { integer, oneOf, redacted, text, type Variable } from '../config/variables.ts'

/** Where the metrics are served. */
export interface MetricsAddress {
  host: string
  /** 0 lets the system choose. */
  port: number
  token: string | undefined
}

export interface TelemetryConfig {
  log: { level: string }
  /** Undefined serves no metrics. */
  metrics: MetricsAddress | undefined
  slowStatementMs: number
}

/** A port that is closed unless it is named. */
const optionalPort = (doc: string): Variable<number | undefined> => ({
  ...integer({ doc, default: 0, min: 0, max: 65_535 }),
  defaultText: undefined,
  fallback: undefined,
})

/** The variables an application that is watched declares. */
export const telemetryVariables = {
  LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error', 'silent'], {
    default: 'info',
    doc: 'Least severe log lines that are written.',
  }),
  SLOW_STATEMENT_MS: integer({
    default: 100,
    min: 1,
    max: 600_000,
    doc: 'Statements that take longer are logged by name, without values, and counted as slow.',
  }),
  METRICS_PORT: optionalPort(
    'Port that serves metrics for Prometheus at `/metrics`, apart from the API. Absent: they are not served.',
  ),
  METRICS_HOST: text({
    default: '127.0.0.1',
    doc: 'Address the metrics are served on. Any but this machine’s own needs `METRICS_TOKEN`.',
  }),
  METRICS_TOKEN: redacted(
    text({
      default: undefined,
      doc: 'What scrapers send as `Authorization: Bearer`, 16 characters or more. Absent: nothing is asked for.',
    }),
  ),
}

const SHORTEST_TOKEN = 16

/**
 * The telemetry configuration in the environment.
 * @throws ConfigError when the metrics would be open to other machines without a token, or the token is short.
 */
export function readTelemetryConfig(values: ConfigOf<typeof telemetryVariables>): TelemetryConfig {
  const { LOG_LEVEL, SLOW_STATEMENT_MS, METRICS_PORT, METRICS_HOST, METRICS_TOKEN } = values
  const problems: string[] = []
  if (METRICS_TOKEN !== undefined && METRICS_TOKEN.length < SHORTEST_TOKEN)
    problems.push(`METRICS_TOKEN has fewer than ${SHORTEST_TOKEN} characters: use a longer one.`)
  if (METRICS_PORT !== undefined && METRICS_TOKEN === undefined && !isThisMachine(METRICS_HOST))
    problems.push(
      `METRICS_HOST: ${METRICS_HOST} would show the metrics to other machines. Set METRICS_TOKEN, or METRICS_HOST=127.0.0.1.`,
    )
  if (problems.length > 0) throw new ConfigError(problems)
  return {
    log: { level: LOG_LEVEL },
    metrics:
      METRICS_PORT === undefined
        ? undefined
        : { host: METRICS_HOST, port: METRICS_PORT, token: METRICS_TOKEN },
    slowStatementMs: SLOW_STATEMENT_MS,
  }
}

const isThisMachine = (host: string) =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
