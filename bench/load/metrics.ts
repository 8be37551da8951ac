/** What a process shows to Prometheus. */
export type Metrics = readonly { name: string; labels: Readonly<Record<string, string>>; value: number }[]

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

export async function readMetrics(url: string): Promise<Metrics> {
  const text = await (await fetch(url)).text()
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(LABEL)].map(([, label, content]) => [label!, content!])
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }]
  })
}

/** The sum of the series of a metric that have these labels. */
export function sumOf(metrics: Metrics, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels)
  return metrics
    .filter((one) => one.name === name && wanted.every(([label, value]) => one.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0)
}

/** What was counted from one reading to a later one. */
export function metricsSince(before: Metrics, after: Metrics): Metrics {
  const keyOf = ({ name, labels }: Metrics[number]) => JSON.stringify([name, labels])
  const values = new Map(before.map((one) => [keyOf(one), one.value]))
  return after.map((one) => ({ ...one, value: one.value - (values.get(keyOf(one)) ?? 0) }))
}

/** The sums of the series of a metric, by the value of a label: the largest first. */
export function sumsBy(metrics: Metrics, name: string, label: string): [value: string, sum: number][] {
  const sums = new Map<string, number>()
  for (const { name: other, labels, value } of metrics) {
    if (other === name) sums.set(labels[label]!, (sums.get(labels[label]!) ?? 0) + value)
  }
  return [...sums].toSorted(([, a], [, b]) => b - a)
}
