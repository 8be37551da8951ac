import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../config/read-config.ts'
import { readTelemetryConfig, telemetryVariables } from './telemetry-config.ts'

const read = (env: Record<string, string>) =>
  readTelemetryConfig(readConfig(telemetryVariables, env, { production: false }))

test('without variables no metrics are served and statements are slow above 100 ms', () => {
  const config = read({})
  assert.equal(config.metrics, undefined)
  assert.equal(config.slowStatementMs, 100)
  assert.equal(config.log.level, 'info')
})

test('metrics are served to this machine, or with a token to others', () => {
  assert.deepEqual(read({ METRICS_PORT: '9464' }).metrics, {
    host: '127.0.0.1',
    port: 9464,
    token: undefined,
  })
  const open = { METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' }
  assert.throws(() => read(open), /METRICS_HOST: 0\.0\.0\.0 would show the metrics .* Set METRICS_TOKEN/)
  assert.throws(() => read({ ...open, METRICS_TOKEN: 'short' }), /METRICS_TOKEN has fewer than 16/)
  assert.equal(read({ ...open, METRICS_TOKEN: 'a-token-of-16-chars' }).metrics?.host, '0.0.0.0')
})

test('traces are made when a collector is named, as the variables of OpenTelemetry say', () => {
  assert.equal(read({ OTEL_TRACES_SAMPLER: 'always_on' }).traces, undefined)
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com/otlp',
    OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=a%20b, authorization=Bearer%20t',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
  }
  assert.deepEqual(read(env).traces, {
    endpoint: 'https://collector.example.com/otlp',
    headers: { 'x-key': 'a b', authorization: 'Bearer t' },
    sampler: 'parentbased_traceidratio',
    ratio: 0.25,
    service: undefined,
  })
})

test('a value that traces cannot use is refused, without showing what is secret', () => {
  for (const [name, value] of [
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', ' '],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ] as const)
    assert.throws(() => read({ [name]: value }), new RegExp(`${name}: "`))
  assert.throws(
    () => read({ OTEL_EXPORTER_OTLP_HEADERS: 'no pair of s3cr3t' }),
    ({ message }: Error) => message.includes('OTEL_EXPORTER_OTLP_HEADERS') && !message.includes('s3cr3t'),
  )
})

test('errors are reported when a DSN is named, and a wrong one is refused without being shown', () => {
  assert.equal(read({}).reports, undefined)
  assert.equal(read({ SENTRY_DSN: 'https://key@example.com/1' }).reports?.target.key, 'key')
  assert.throws(
    () => read({ SENTRY_DSN: 'https://k3y@example.com' }),
    ({ message }: Error) => message.includes('SENTRY_DSN') && !message.includes('k3y'),
  )
})
