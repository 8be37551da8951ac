import { isDeepStrictEqual } from 'node:util'
import { openConnection } from '../client/http-connection.ts'
import type { Caller, Scenario } from './scenarios.ts'
import type { Server } from './server-process.ts'

/**
 * Asks every server once.
 * @throws Error when one answers something else than the others: then they do not do the same.
 */
export async function refuseDifferent(
  servers: readonly Server[],
  scenario: Scenario,
  caller: Caller,
  reset: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  let expected: unknown
  for (const server of servers) {
    await reset(scenario)
    const connection = await openConnection(server.port)
    const answer = await scenario.turn((on, request) => on.send(request), connection, caller)
    connection.close()
    if (answer.status >= 300)
      throw new Error(`${server.name} answered ${answer.status} to ${scenario.name}: ${answer.text()}`)
    const body = comparable(answer.text(), scenario.varying)
    expected ??= body
    if (!isDeepStrictEqual(body, expected))
      throw new Error(`${server.name} answers something else than ${servers[0]!.name} to ${scenario.name}`)
  }
}

function comparable(text: string, varying: readonly string[] = []): unknown {
  return JSON.parse(text, (key, value: unknown) => (varying.includes(key) ? undefined : value))
}
