import { systemClock } from '../clock/clock.ts'
import { createTelemetry } from '../telemetry/create-telemetry.ts'
import { readTelemetryConfig, telemetryVariables } from '../telemetry/telemetry-config.ts'
import { readConfig } from '../config/read-config.ts'
import { endOnCrash } from './end-on-crash.ts'

/** A process that watches itself, and fails where nobody catches: by a throw or a rejection, as its argument says. */
const config = readTelemetryConfig(readConfig(telemetryVariables, process.env, { production: false }))
const telemetry = await createTelemetry({
  app: { name: 'library', version: '1', environment: 'test' },
  config,
  clock: systemClock,
  log: { format: 'json' },
})
endOnCrash(telemetry.crashed)
const fail = () => new Error('no shelf for ann@example.com')
setImmediate(() => {
  if (process.argv[2] === 'reject') void Promise.reject(fail())
  else throw fail()
})
setInterval(() => {}, 60_000)
