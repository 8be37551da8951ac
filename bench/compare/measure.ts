import { openConnection, type HttpConnection } from '../client/http-connection.ts'
import { percentile, sortedNumbers } from '../client/percentiles.ts'
import type { Caller, Scenario, Send } from './scenarios.ts'
import type { Server } from './server-process.ts'

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
  /** Processor time for a request as a multiple of the first server's in the same round: in the median round. */
  timesFirst: number
  /** That median lies within this of what endless rounds would give, with 95 % confidence. */
  timesFirstWithin: number
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** `begin` and `commit` among them. */
  statements: number
}

/** Lets every caller repeat the scenario on the connection of its own, one request after the other, for that long. */
async function measure(
  server: Server,
  scenario: Scenario,
  callers: readonly Caller[],
  connections: HttpConnection[],
  ms: number,
): Promise<Slot> {
  for (const i of callers.keys())
    if (connections[i]?.isOpen() !== true) connections[i] = await openConnection(server.port)
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
  return { requests: latenciesMs.length, seconds, cpuUs, statements, latenciesMs }
}

export interface Plan {
  rounds: number
  slotMs: number
  warmUpMs: number
  reset: (scenario: Scenario) => Promise<void>
}

/**
 * Measures servers in one scenario: each is warmed up, then all take turns, in an order that changes with every round, so that what
 * disturbs the machine disturbs all.
 */
export async function compare(
  servers: readonly Server[],
  scenario: Scenario,
  callers: readonly Caller[],
  { rounds, slotMs, warmUpMs, reset }: Plan,
): Promise<Result[]> {
  const slots = servers.map((): Slot[] => [])
  const connections = servers.map((): HttpConnection[] => [])
  const take = async (i: number, ms: number) => {
    await reset(scenario)
    return measure(servers[i]!, scenario, callers, connections[i]!, ms)
  }
  for (const i of servers.keys()) await take(i, warmUpMs)
  for (let round = 0; round < rounds; round++)
    for (const i of orderOf(round, servers.length)) slots[i]!.push(await take(i, slotMs))
  for (const connection of connections.flat()) connection.close()
  const first = slots[0]!.map(cpuOfRequest)
  return servers.map((server, i) => resultOf(server.name, slots[i]!, first))
}

/** Each of so many is at each place equally often, and as often before another as after it. */
function orderOf(round: number, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => (i + (round >> 1)) % count)
  return round % 2 === 0 ? order : order.toReversed()
}

const cpuOfRequest = ({ cpuUs, requests }: Slot) => cpuUs / requests

function resultOf(server: string, slots: readonly Slot[], first: readonly number[]): Result {
  const sum = (of: (slot: Slot) => number) => slots.reduce((total, slot) => total + of(slot), 0)
  const requests = sum((slot) => slot.requests)
  const latencies = sortedNumbers(slots.flatMap(({ latenciesMs }) => latenciesMs))
  const cpuOfRounds = sortedNumbers(slots.map(cpuOfRequest))
  const timesFirst = sortedNumbers(slots.map((slot, round) => cpuOfRequest(slot) / first[round]!))
  return {
    server,
    requests,
    cpuUs: percentile(cpuOfRounds, 0.5),
    leastCpuUs: cpuOfRounds[0]!,
    mostCpuUs: cpuOfRounds.at(-1)!,
    timesFirst: percentile(timesFirst, 0.5),
    timesFirstWithin: uncertaintyOfMedian(timesFirst),
    requestsPerSecond: requests / sum(({ seconds }) => seconds),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    statements: sum((slot) => slot.statements) / requests,
  }
}

/** Half of the interval that holds the median with 95 % confidence, whatever the values are distributed like. */
function uncertaintyOfMedian(sorted: ArrayLike<number>): number {
  const away = 0.98 / Math.sqrt(sorted.length)
  return (percentile(sorted, Math.min(1, 0.5 + away)) - percentile(sorted, Math.max(0, 0.5 - away))) / 2
}
