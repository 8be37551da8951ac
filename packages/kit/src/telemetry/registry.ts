/** What a metric is: the reference page is made from these. */
export interface MetricDefinition<L extends readonly string[] = readonly string[]> {
  /** Snake case with the unit at its end, and `_total` for counters: `http_server_request_duration_seconds`. */
  name: string
  /** One sentence: what is measured. */
  help: string
  labels: L
  /** Series at most; what comes after them is counted under the label value `other`. 1000 by default. */
  maxSeries?: number
}

type LabelValues<L extends readonly string[]> = { [K in keyof L]: string | number }

/** A value that grows, by the values of its labels in the order in which they were declared. */
export interface Counter<L extends readonly string[]> {
  add: (amount: number, ...values: LabelValues<L>) => void
}

/** Counts values by buckets; label values as with a counter. */
export interface Histogram<L extends readonly string[]> {
  observe: (value: number, ...values: LabelValues<L>) => void
}

/** A value read when somebody looks: one number, or one for each combination of label values. */
export type Reading = number | readonly (readonly [value: number, ...labels: (string | number)[]])[]

export type MetricType = 'counter' | 'gauge' | 'histogram'

/** The metrics of a process. */
export interface Registry {
  counter: <const L extends readonly string[]>(definition: MetricDefinition<L>) => Counter<L>
  histogram: <const L extends readonly string[]>(
    definition: MetricDefinition<L> & { buckets: readonly number[] },
  ) => Histogram<L>
  /** A value that goes up and down. When `read` fails, or takes longer than a second, the metric is left out of that answer. */
  gauge: (definition: MetricDefinition, read: () => Reading | Promise<Reading>) => void
  /** A counter that somebody else keeps. */
  counterOf: (definition: MetricDefinition, read: () => Reading) => void
  /** Every metric, in the order of their names. */
  describe: () => (MetricDefinition & { type: MetricType })[]
  /** Everything in the text format of Prometheus, version 0.0.4. */
  text: () => Promise<string>
}

interface Metric {
  definition: MetricDefinition
  type: MetricType
  lines: () => string | Promise<string>
}

const NAME = /^[a-z][a-z0-9_]*$/
const DEFAULT_MOST_SERIES = 1000

/**
 * Makes an empty registry. Whatever label values come in, the number of series stays bounded.
 * @throws Error, when a metric is declared, for a name that is taken or not in snake case.
 */
export function createRegistry(): Registry {
  const metrics = new Map<string, Metric>()
  const overflow = new Map<string, number>()

  const declare = (type: MetricType, definition: MetricDefinition, lines: Metric['lines']) => {
    const { name, labels } = definition
    if (metrics.has(name)) throw new Error(`metric ${name} is declared twice`)
    for (const word of [name, ...labels])
      if (!NAME.test(word)) throw new Error(`metric ${name}: "${word}" must be in snake case`)
    metrics.set(name, { definition, type, lines })
  }

  const seriesOf = <S>(definition: MetricDefinition, make: (labels: string) => S) => {
    const { name, labels, maxSeries = DEFAULT_MOST_SERIES } = definition
    const series: S[] = []
    // The same series by one label value after the other: a key made of all would have to be hashed for every observation.
    const tree: Branches<S> = new Map()
    const find = (values: readonly (string | number)[]): S => {
      const known = labels.length === 0 ? series[0] : followed(tree, values)
      if (known !== undefined) return known
      if (series.length < maxSeries) return add(values)
      overflow.set(name, (overflow.get(name) ?? 0) + 1)
      const rest = labels.map(() => 'other')
      return followed(tree, rest) ?? add(rest)
    }
    const add = (values: readonly (string | number)[]): S => {
      const made = make(printLabels(labels, values))
      series.push(made)
      if (labels.length > 0) plant(tree, values, made)
      return made
    }
    // Without labels there is one series, shown from the beginning.
    if (labels.length === 0) find([])
    return { series, find }
  }

  const registry: Registry = {
    counter(definition) {
      const { series, find } = seriesOf(definition, (labels) => ({ labels, value: 0 }))
      declare('counter', definition, () => {
        let lines = ''
        for (const { labels, value } of series) lines += line(definition.name, labels, value)
        return lines
      })
      return { add: (amount, ...values) => void (find(values).value += amount) }
    },
    histogram(definition) {
      const { name, buckets } = definition
      const { series, find } = seriesOf(definition, (labels) => newSeries(labels, buckets))
      declare('histogram', definition, () => {
        let lines = ''
        for (const one of series) lines += histogramLines(name, buckets, one)
        return lines
      })
      return { observe: (value, ...values) => observe(find(values), buckets, value) }
    },
    gauge(definition, read) {
      declare('gauge', definition, async () => {
        const reading = read()
        return readingLines(definition, reading instanceof Promise ? await inTime(reading) : reading)
      })
    },
    counterOf(definition, read) {
      declare('counter', definition, () => readingLines(definition, read()))
    },
    describe: () => sorted(metrics).map(({ definition, type }) => ({ ...definition, type })),
    async text() {
      const parts = await Promise.all(sorted(metrics).map(printMetric))
      return parts.join('')
    },
  }
  registry.counterOf(
    {
      name: 'telemetry_overflow_observations_total',
      help: 'Observations counted under `other` because their metric had reached its number of series.',
      labels: ['metric'],
    },
    () => [...overflow].map(([name, count]) => [count, name] as const),
  )
  return registry
}

type Branches<S> = Map<string, Branches<S> | S>

function followed<S>(tree: Branches<S>, values: readonly (string | number)[]): S | undefined {
  let found: Branches<S> | S | undefined = tree
  for (let i = 0; i < values.length && found !== undefined; i++)
    found = (found as Branches<S>).get(String(values[i]))
  return found as S | undefined
}

function plant<S>(tree: Branches<S>, values: readonly (string | number)[], series: S): void {
  let branches = tree
  for (const value of values.slice(0, -1)) {
    const next = (branches.get(String(value)) as Branches<S> | undefined) ?? (new Map() as Branches<S>)
    branches.set(String(value), next)
    branches = next
  }
  branches.set(String(values.at(-1)), series)
}

const READ_MS = 1_000

/** What hangs, such as a database, would keep all other metrics from who wants to know why. */
async function inTime<T>(reading: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('the reading takes too long')), READ_MS)
  try {
    return await Promise.race([reading, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

const sorted = (metrics: ReadonlyMap<string, Metric>) =>
  [...metrics.values()].toSorted((a, b) => (a.definition.name < b.definition.name ? -1 : 1))

async function printMetric({ definition: { name, help }, type, lines }: Metric): Promise<string> {
  try {
    const printed = await lines()
    return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', ' ')}\n# TYPE ${name} ${type}\n${printed}`
  } catch {
    return ''
  }
}

interface HistogramSeries {
  labels: string
  counts: Float64Array
  sum: number
}

const newSeries = (labels: string, buckets: readonly number[]): HistogramSeries => ({
  labels,
  counts: new Float64Array(buckets.length + 1),
  sum: 0,
})

function observe(series: HistogramSeries, buckets: readonly number[], value: number): void {
  let i = 0
  while (i < buckets.length && value > buckets[i]!) i++
  series.counts[i]!++
  series.sum += value
}

function histogramLines(name: string, buckets: readonly number[], { labels, counts, sum }: HistogramSeries) {
  const before = labels === '' ? '' : `${labels},`
  let lines = ''
  let total = 0
  for (let i = 0; i <= buckets.length; i++) {
    total += counts[i]!
    lines += line(`${name}_bucket`, `${before}le="${buckets[i] ?? '+Inf'}"`, total)
  }
  return lines + line(`${name}_sum`, labels, sum) + line(`${name}_count`, labels, total)
}

function readingLines({ name, labels }: MetricDefinition, reading: Reading): string {
  if (typeof reading === 'number') return line(name, '', reading)
  return reading.map(([value, ...values]) => line(name, printLabels(labels, values), value)).join('')
}

const line = (name: string, labels: string, value: number) =>
  `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`

const LONGEST_VALUE = 200

function printLabels(names: readonly string[], values: readonly (string | number)[]): string {
  const escape = (value: string | number) =>
    String(value)
      .slice(0, LONGEST_VALUE)
      .replaceAll('\\', '\\\\')
      .replaceAll('"', '\\"')
      .replaceAll('\n', '\\n')
  return names.map((name, i) => `${name}="${escape(values[i]!)}"`).join(',')
}
