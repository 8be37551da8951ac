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
