import { cpus } from 'node:os'
import { figure, table } from '../client/table.ts'
import type { Result } from './measure.ts'

export interface Comparison {
  scenario: string
  results: readonly Result[]
}

/** Where figures come from: without it they mean nothing. */
export interface Conditions {
  date: string
  processor: string
  cores: number
  node: string
  postgres: string
  pinned: boolean
  connections: number
  rounds: number
  slotMs: number
}

export const conditionsHere = (
  rest: Pick<Conditions, 'postgres' | 'pinned' | 'connections' | 'rounds' | 'slotMs'>,
): Conditions => ({
  date: new Date().toISOString().slice(0, 10),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  ...rest,
})

/** Everything as a page: where it was measured, a table for each scenario, what was meant to be reached. */
export function printPage(
  conditions: Conditions,
  comparisons: readonly Comparison[],
  aims: readonly Aim[],
): string {
  const parts = [printConditions(conditions), ...comparisons.map(printComparison)]
  if (aims.length > 0) parts.push(printAims(aims))
  return `${parts.join('\n\n')}\n`
}

const HEADER = ['server', 'CPU µs', 'rounds', '× first', 'requests/s', 'p50 ms', 'p99 ms', 'statements']

/** One scenario, with every server's processor time as a multiple of the first one's. */
function printComparison({ scenario, results }: Comparison): string {
  const rows = results.map((result) => [
    result.server,
    figure(result.cpuUs),
    `${figure(result.leastCpuUs)}–${figure(result.mostCpuUs)}`,
    figure(result.cpuUs / results[0]!.cpuUs),
    figure(result.requestsPerSecond),
    figure(result.p50Ms),
    figure(result.p99Ms),
    figure(result.statements),
  ])
  return `**${scenario}**\n\n${table(HEADER, rows)}`
}

const printConditions = (of: Conditions): string =>
  `${of.date}, ${of.cores} cores of ${of.processor}, Node ${of.node}, ${of.postgres}; ` +
  `${of.connections} connections, ${of.rounds} rounds of ${of.slotMs / 1000} s each` +
  `${of.pinned ? ', servers on one core and everything else on the other' : ', nothing pinned'}. ` +
  'CPU is the processor time of the whole server process for one request: in the median round, and in the cheapest and dearest.'

/** What the comparison is meant to show, and whether it does. */
export interface Aim {
  text: string
  value: number
  met: boolean
}

/** At most this many times the processor time of a server that does nothing else, and every peer at least this many times ours. */
const MOST = 1.5
const MOST_TELEMETRY_PERCENT = 5

export function aimsOf(comparisons: readonly Comparison[], telemetry: readonly Comparison[]): Aim[] {
  const ratios = comparisons.flatMap(({ scenario, results: [own, bare, ...peers] }) => [
    aim(
      `${scenario}: CPU against ${bare!.server}, at most ${MOST}`,
      own!.cpuUs / bare!.cpuUs,
      (x) => x <= MOST,
    ),
    ...peers.map((peer) =>
      aim(
        `${scenario}: CPU of ${peer.server}, at least ${MOST} times ours`,
        peer.cpuUs / own!.cpuUs,
        (x) => x >= MOST,
      ),
    ),
  ])
  const costs = telemetry.flatMap(({ scenario, results: [off, ...others] }) =>
    others.map((result) =>
      aim(
        `${scenario}: cost of ${result.server} in percent, under ${MOST_TELEMETRY_PERCENT}`,
        100 * (result.cpuUs / off!.cpuUs - 1),
        (x) => x < MOST_TELEMETRY_PERCENT,
      ),
    ),
  )
  return [...ratios, ...costs]
}

const aim = (text: string, value: number, holds: (value: number) => boolean): Aim => ({
  text,
  value,
  met: holds(value),
})

function printAims(aims: readonly Aim[]): string {
  const rows = aims.map(({ text, value, met }) => [text, figure(value), met ? 'reached' : 'missed'])
  return table(['aim', 'measured', ''], rows)
}
