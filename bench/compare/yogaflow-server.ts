import type { AddressInfo } from 'node:net'
import type { Telemetry } from '@groundwork/kit/telemetry/create-telemetry'
import { yoga } from '../../apps/yoga/src/yoga.ts'
import { openYoga } from '../client/open-yoga.ts'

/** YogaFlow as a process that answers requests; jobs are stored and left to a worker, which does not run here. */
const nothing = () => {}
const withoutTelemetry = (telemetry: Telemetry): Telemetry => ({
  ...telemetry,
  server: {} as Telemetry['server'],
  database: { onStatement: nothing },
  limits: { onDecision: nothing, onLocal: nothing },
  cache: { onEvent: nothing },
})

const { TELEMETRY, ...env } = process.env
const { deps, statementsSent } = await openYoga(
  environmentOf(env),
  TELEMETRY === 'off' ? { silence: withoutTelemetry } : {},
)
const server = yoga.createServer(deps)
await server.listen({ port: 0, host: '127.0.0.1' })
process.on(
  'message',
  (question) => question === 'statements' && process.send!({ statements: statementsSent() }),
)
process.send!({ port: (server.server.address() as AddressInfo).port })

/** The variables that YogaFlow knows: it refuses others that look like its own. */
function environmentOf(all: NodeJS.ProcessEnv) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in yoga.variables))
}
