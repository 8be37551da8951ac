import { ConfigError, type ConfigOf } from '../config/read-config.ts'
import { isThisMachine } from '../config/this-machine.ts'
import { integer, oneOf, redacted, text, url, type Variable } from '../config/variables.ts'
import { parseDsn, type SentryTarget } from './sentry-dsn.ts'
import { samplers, type SamplerName } from './sampler.ts'

/** What the process is called in traces and reports. */
export interface AppName {
  name: string
  version: string
  /** `production` and so on. */
  environment: string
}

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
  /** Undefined makes no traces. */
  traces: TracesConfig | undefined
  /** Undefined reports no errors. */
  reports: { target: SentryTarget; environment: string | undefined } | undefined
}

export interface TracesConfig {
  endpoint: string
  headers: Readonly<Record<string, string>>
  sampler: SamplerName
  /** 0 to 1. */
  ratio: number
  /** Undefined: the name of the application. */
  service: string | undefined
}

/** A port that is closed unless it is named. */
const optionalPort = (doc: string): Variable<number | undefined> => ({
  ...integer({ doc, default: 0, min: 0, max: 65_535 }),
  defaultText: undefined,
  fallback: undefined,
})

const HEADER = /^([\w!#$%&'*+.^`|~-]+)=([^\r\n,]*)$/

/** Headers as OpenTelemetry writes them: `name=value`, values percent-encoded, separated by commas. */
const headers = (doc: string): Variable<Readonly<Record<string, string>>> => ({
  ...redacted(text({ doc, default: undefined })),
  expects: '`name=value` pairs separated by commas',
  parse: (value) =>
    Object.fromEntries(
      value.split(',').map((pair) => {
        const [, name, content] = HEADER.exec(pair.trim())!
        return [name!.toLowerCase(), decodeURIComponent(content!.trim())]
      }),
    ),
  fallback: {},
})

const ratio = (doc: string): Variable<number> => ({
  ...text({ doc, default: '1' }),
  expects: 'a number from 0 to 1',
  parse: (value) => {
    const number = Number(value)
    if (value.trim() === '' || !(number >= 0 && number <= 1)) throw new Error('out of range')
    return number
  },
  fallback: 1,
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
    doc: 'Statements that take longer are logged by name, without values, and counted as slow; those of a start are only timed.',
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
  OTEL_EXPORTER_OTLP_ENDPOINT: url(['http', 'https'], {
    default: undefined,
    doc: 'Collector that traces are sent to, at `/v1/traces` below it. Absent: no traces are made.',
  }),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(['http/json'], {
    default: 'http/json',
    doc: 'How traces are sent; collectors read it at their HTTP port, usually 4318.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: headers('Headers sent with traces, such as the key of a hosted collector.'),
  OTEL_TRACES_SAMPLER: oneOf(samplers, {
    default: 'parentbased_always_on',
    doc: 'Which traces are recorded. `parentbased_…` follows a caller who sends `traceparent`.',
  }),
  OTEL_TRACES_SAMPLER_ARG: ratio(
    'Share of the traces that `traceidratio` and `parentbased_traceidratio` record.',
  ),
  SENTRY_DSN: redacted(
    url(['http', 'https'], {
      default: undefined,
      doc: 'Where unexpected errors are reported in Sentry’s protocol, without personal data. Absent: in the log only.',
    }),
  ),
  SENTRY_ENVIRONMENT: text({
    default: undefined,
    doc: 'What reports call this installation. Absent: `APP_ENV`.',
  }),
  OTEL_SERVICE_NAME: text({
    default: undefined,
    doc: 'What this process is called in traces. Absent: the name of the application.',
  }),
}

const SHORTEST_TOKEN = 16

/**
 * The telemetry configuration in the environment.
 * @throws ConfigError when the metrics would be open to other machines without a token, or the token is short.
 */
export function readTelemetryConfig(values: ConfigOf<typeof telemetryVariables>): TelemetryConfig {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = values
  const { LOG_LEVEL, SLOW_STATEMENT_MS, METRICS_PORT, METRICS_HOST, METRICS_TOKEN } = values
  const problems: string[] = []
  if (METRICS_TOKEN !== undefined && METRICS_TOKEN.length < SHORTEST_TOKEN)
    problems.push(`METRICS_TOKEN has fewer than ${SHORTEST_TOKEN} characters: use a longer one.`)
  if (METRICS_PORT !== undefined && METRICS_TOKEN === undefined && !isThisMachine(METRICS_HOST))
    problems.push(
      `METRICS_HOST: ${METRICS_HOST} would show the metrics to other machines. Set METRICS_TOKEN, or METRICS_HOST=127.0.0.1.`,
    )
  const reports = reportsOf(values, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return {
    reports,
    log: { level: LOG_LEVEL },
    metrics:
      METRICS_PORT === undefined
        ? undefined
        : { host: METRICS_HOST, port: METRICS_PORT, token: METRICS_TOKEN },
    slowStatementMs: SLOW_STATEMENT_MS,
    traces:
      endpoint === undefined
        ? undefined
        : {
            endpoint,
            headers: values.OTEL_EXPORTER_OTLP_HEADERS,
            sampler: values.OTEL_TRACES_SAMPLER,
            ratio: values.OTEL_TRACES_SAMPLER_ARG,
            service: values.OTEL_SERVICE_NAME,
          },
  }
}

function reportsOf(
  { SENTRY_DSN, SENTRY_ENVIRONMENT }: ConfigOf<typeof telemetryVariables>,
  problems: string[],
): TelemetryConfig['reports'] {
  if (SENTRY_DSN === undefined) return undefined
  try {
    return { target: parseDsn(SENTRY_DSN), environment: SENTRY_ENVIRONMENT }
  } catch {
    problems.push('SENTRY_DSN: its value is not `https://key@host/project`.')
    return undefined
  }
}
