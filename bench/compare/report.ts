import { cpus } from 'node:os'
import { figure, table } from '../client/table.ts'
import type { Result } from './measure.ts'

/** What one scenario showed. */
export interface Comparison {
  /** With the floor and the peers, or with YogaFlow that says nothing of itself: the first server of the results. */
  of: 'peers' | 'telemetry'
  scenario: string
  conditions: Conditions
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

/** Everything as a page: a table for each scenario, what was meant to be reached. */
export function printPage(comparisons: readonly Comparison[]): string {
  const aims = aimsOf(comparisons)
  const parts = [LEGEND, ...comparisons.map(printComparison)]
  if (aims.length > 0) parts.push(printAims(aims))
  return `${parts.join('\n\n')}\n`
}

const LEGEND =
  'CPU is the processor time of the whole server process for one request: in the median round, and in the cheapest and dearest. ' +
  '“× first” compares it with that of the first server in the same round: the median, and how far it is sure, with 95 %.'

const HEADER = ['server', 'CPU µs', 'rounds', '× first', 'requests/s', 'p50 ms', 'p99 ms', 'statements']

/** One scenario, with every server's processor time as a multiple of the first one's. */
function printComparison({ scenario, conditions, results }: Comparison): string {
  const rows = results.map((result) => [
    result.server,
    figure(result.cpuUs),
    `${figure(result.leastCpuUs)}–${figure(result.mostCpuUs)}`,
    result === results[0] ? '1' : plusMinus(result.timesFirst, result.timesFirstWithin),
    figure(result.requestsPerSecond),
    figure(result.p50Ms),
    figure(result.p99Ms),
    figure(result.statements),
  ])
  return `**${scenario}**\n\n${printConditions(conditions)}\n\n${table(HEADER, rows)}`
}

const plusMinus = (value: number, within: number) => `${figure(value)} ± ${figure(within)}`

const printConditions = (of: Conditions): string =>
  `${of.date}, ${of.cores} cores of ${of.processor}, Node ${of.node}, ${of.postgres}; ` +
  `${of.connections} connections, ${of.rounds} rounds of ${of.slotMs / 1000} s each` +
  `${of.pinned ? ', servers on one core and everything else on the other' : ', nothing pinned'}.`

/** What the comparison is meant to show, and whether it does. */
export interface Aim {
  text: string
  value: number
  /** How far the value is sure; see `Result`. */
  within: number
  met: boolean
}

/** At most this many times the processor time of a server that does nothing else, and every peer at least this many times ours. */
const MOST = 1.5
const MOST_TELEMETRY_PERCENT = 5

export const aimsOf = (comparisons: readonly Comparison[]): Aim[] =>
  comparisons.flatMap((comparison) => (comparison.of === 'peers' ? aimsOfPeers : aimsOfTelemetry)(comparison))

const aimsOfPeers = ({ scenario, results: [, bare, ...peers] }: Comparison): Aim[] =>
  bare === undefined
    ? []
    : [
        {
          text: `${scenario}: CPU against ${bare.server}, at most ${MOST}`,
          value: 1 / bare.timesFirst,
          within: bare.timesFirstWithin / bare.timesFirst ** 2,
          met: 1 / bare.timesFirst <= MOST,
        },
        ...peers.map(({ server, timesFirst, timesFirstWithin }) => ({
          text: `${scenario}: CPU of ${server}, at least ${MOST} times ours`,
          value: timesFirst,
          within: timesFirstWithin,
          met: timesFirst >= MOST,
        })),
      ]

/** The second server is the first once more: how far it is from it tells how far all of this may be trusted. */
const aimsOfTelemetry = ({ scenario, results: [, , ...others] }: Comparison): Aim[] =>
  others.map(({ server, timesFirst, timesFirstWithin }) => ({
    text: `${scenario}: cost of ${server} in percent, under ${MOST_TELEMETRY_PERCENT}`,
    value: 100 * (timesFirst - 1),
    within: 100 * timesFirstWithin,
    met: 100 * (timesFirst - 1) < MOST_TELEMETRY_PERCENT,
  }))

function printAims(aims: readonly Aim[]): string {
  const rows = aims.map(({ text, value, within, met }) => [
    text,
    plusMinus(value, within),
    met ? 'reached' : 'missed',
  ])
  return table(['aim', 'measured', ''], rows)
}
