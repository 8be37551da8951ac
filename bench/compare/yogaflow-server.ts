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

const { VARIANTS, ...common } = process.env
const counts: (() => number)[] = []
const ports: number[] = []
for (const { TELEMETRY, ...variant } of JSON.parse(VARIANTS!) as Record<string, string>[]) {
  const env = environmentOf({ ...common, ...variant })
  const own = await openYoga(env, TELEMETRY === 'off' ? { silence: withoutTelemetry } : {})
  const server = yoga.createServer(own.deps)
  await server.listen({ port: 0, host: '127.0.0.1' })
  counts.push(own.statementsSent)
  ports.push((server.server.address() as AddressInfo).port)
}
process.on('message', (question) => {
  if (question !== 'statements') return
  process.send!({ statements: counts.reduce((sent, count) => sent + count(), 0) })
})
process.send!({ ports })

/** The variables that YogaFlow knows: it refuses others that look like its own. */
function environmentOf(all: NodeJS.ProcessEnv) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in yoga.variables))
}
