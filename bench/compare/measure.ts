import { setTimeout as pause } from 'node:timers/promises'
import { openConnection, type HttpConnection } from '../client/http-connection.ts'
import { percentile, sortedNumbers } from '../client/percentiles.ts'
import type { Caller, Scenario, Send } from './scenarios.ts'
import type { ServerProcess } from './server-process.ts'

/** What one server took for one scenario while nothing else was asked of any. */
export interface Slot {
  requests: number
  seconds: number
  cpuUs: number
  statements: number
  latenciesMs: number[]
}

/** All slots of one server in one scenario. */
export interface Result {
  server: string
  requests: number
  /** Processor time of the process for a request, in µs: in the median round, and in the cheapest and dearest. */
  cpuUs: number
  leastCpuUs: number
  mostCpuUs: number
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** `begin` and `commit` among them. */
  statements: number
}

/** Lets every caller repeat the scenario on a connection of its own, one request after the other, for that long. */
async function measure(
  server: ServerProcess,
  scenario: Scenario,
  callers: readonly Caller[],
  ms: number,
): Promise<Slot> {
  const connections = await Promise.all(callers.map(() => openConnection(server.port)))
  const latenciesMs: number[] = []
  const send: Send = async (connection, request) => {
    const sentMs = performance.now()
    const answer = await connection.send(request)
    latenciesMs.push(performance.now() - sentMs)
    if (answer.status >= 300)
      throw new Error(`${server.name} answered ${answer.status} to ${scenario.name}: ${answer.text()}`)
    return answer
  }
  const statementsBefore = await server.statements()
  const usageBefore = await server.usageUs()
  const startedMs = performance.now()
  const untilMs = startedMs + ms
  const repeat = async (connection: HttpConnection, caller: Caller) => {
    while (performance.now() < untilMs) await scenario.turn(send, connection, caller)
  }
  await Promise.all(connections.map((connection, i) => repeat(connection, callers[i]!)))
  const seconds = (performance.now() - startedMs) / 1000
  const cpuUs = (await server.usageUs()) - usageBefore
  const statements = (await server.statements()) - statementsBefore
  for (const connection of connections) connection.close()
  return { requests: latenciesMs.length, seconds, cpuUs, statements, latenciesMs }
}

/** What leaves a server still busy with the slot before: closing connections, collecting garbage. */
const SETTLE_MS = 50

export interface Plan {
  rounds: number
  slotMs: number
  warmUpMs: number
  reset: (scenario: Scenario) => Promise<void>
}

/** Measures servers in one scenario: each is warmed up, then all take turns, so that what disturbs the machine disturbs all. */
export async function compare(
  servers: readonly ServerProcess[],
  scenario: Scenario,
  callers: readonly Caller[],
  { rounds, slotMs, warmUpMs, reset }: Plan,
): Promise<Result[]> {
  const slots = new Map<ServerProcess, Slot[]>(servers.map((server) => [server, []]))
  for (const server of servers) {
    await reset(scenario)
    await measure(server, scenario, callers, warmUpMs)
  }
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) {
      await reset(scenario)
      await pause(SETTLE_MS)
      slots.get(server)!.push(await measure(server, scenario, callers, slotMs))
    }
  }
  return servers.map((server) => resultOf(server.name, slots.get(server)!))
}

function resultOf(server: string, slots: readonly Slot[]): Result {
  const sum = (of: (slot: Slot) => number) => slots.reduce((total, slot) => total + of(slot), 0)
  const requests = sum((slot) => slot.requests)
  const latencies = sortedNumbers(slots.flatMap(({ latenciesMs }) => latenciesMs))
  const cpuOfRounds = sortedNumbers(slots.map((slot) => slot.cpuUs / slot.requests))
  return {
    server,
    requests,
    cpuUs: percentile(cpuOfRounds, 0.5),
    leastCpuUs: cpuOfRounds[0]!,
    mostCpuUs: cpuOfRounds.at(-1)!,
    requestsPerSecond: requests / sum(({ seconds }) => seconds),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    statements: sum((slot) => slot.statements) / requests,
  }
}
