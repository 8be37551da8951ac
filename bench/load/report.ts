import { percentile, sortedNumbers } from '../client/percentiles.ts'
import { figure, table } from '../client/table.ts'
import type { Load, Sample } from './arrivals.ts'
import type { Figure, Findings, LoadTarget } from './visit.ts'

/** The latencies of one kind of action. */
interface Latencies {
  kind: string
  count: number
  errors: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  maxMs: number
}

export interface LoadReport {
  all: Latencies
  kinds: readonly Latencies[]
  /** How often each thing went wrong. */
  errors: Readonly<Record<string, number>>
  figures: readonly (Figure & { met: boolean | undefined })[]
  tables: NonNullable<Findings['tables']>
  /** Whether every aim is met. */
  met: boolean
}

const ERRORS_AIM_PERCENT = 0.1

export function reportOf(
  { aims, visits, judged }: Pick<LoadTarget, 'aims' | 'visits' | 'judged'>,
  { samples, visitors }: Load,
  seconds: number,
  { figures, tables = [] }: Findings,
): LoadReport {
  const all = latenciesOf('all', samples)
  const kinds = [...Map.groupBy(samples, ({ kind }) => kind)]
    .map(([kind, of]) => latenciesOf(kind, of))
    .toSorted((a, b) => b.count - a.count)
  const { p95Ms, p99Ms } = kinds.find(({ kind }) => kind === judged) ?? all
  const of = judged === undefined ? '' : ` of a ${judged}`
  const failed = samples.flatMap(({ kind, error }) => (error === undefined ? [] : [`${kind}: ${error}`]))
  const errors = Object.fromEntries(
    [...Map.groupBy(failed, (error) => error)].map(([error, { length }]) => [error, length]),
  )
  const present = visitors.reduce((sum, count) => sum + count, 0) / Math.max(1, visitors.length)
  const compared = [
    { name: `${visits} at a time`, value: present, unit: '' },
    { name: 'actions', value: all.count / seconds, unit: '/s' },
    { name: `latency${of} p95`, value: p95Ms, unit: 'ms', aim: { below: aims.p95Ms } },
    { name: `latency${of} p99`, value: p99Ms, unit: 'ms', aim: { below: aims.p99Ms } },
    { name: 'errors', value: (100 * all.errors) / all.count, unit: '%', aim: { below: ERRORS_AIM_PERCENT } },
    ...figures,
  ].map((one: Figure) => ({ ...one, met: isMet(one) }))
  return { all, kinds, errors, figures: compared, tables, met: compared.every(({ met }) => met !== false) }
}

function isMet({ value, aim }: Figure): boolean | undefined {
  if (aim === undefined) return undefined
  return 'below' in aim ? value < aim.below : value >= aim.atLeast
}

function latenciesOf(kind: string, samples: readonly Sample[]): Latencies {
  const sorted = sortedNumbers(samples.map(({ latencyMs }) => latencyMs))
  return {
    kind,
    count: samples.length,
    errors: samples.filter(({ error }) => error !== undefined).length,
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    p99Ms: percentile(sorted, 0.99),
    maxMs: percentile(sorted, 1),
  }
}

export function printReport({ all, kinds, errors, figures, tables }: LoadReport): string {
  const rows = [all, ...kinds].map(({ kind, count, errors, p50Ms, p95Ms, p99Ms, maxMs }) => [
    kind,
    String(count),
    String(errors),
    ...[p50Ms, p95Ms, p99Ms, maxMs].map(figure),
  ])
  const lines = figures.map(({ name, value, unit, aim, met }) => {
    const judged = aim === undefined ? '' : ` (aim: ${printAim(aim, unit)}; ${met ? 'reached' : 'MISSED'})`
    return `${name}: ${figure(value)} ${unit}`.trimEnd() + judged
  })
  const wrong = Object.entries(errors).map(([error, count]) => `${count} × ${error}`)
  return [
    table(['action', 'count', 'errors', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'], rows),
    lines.join('\n'),
    ...tables.map(({ header, rows: of }) => table(header, of)),
    ...(wrong.length > 0 ? [wrong.join('\n')] : []),
  ].join('\n\n')
}

const printAim = (aim: NonNullable<Figure['aim']>, unit: string): string =>
  ('below' in aim ? `under ${aim.below} ${unit}` : `at least ${aim.atLeast} ${unit}`).trimEnd()
