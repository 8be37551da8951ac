import type { MetricDefinition, MetricType } from './registry.ts'

/** The metrics as a table in Markdown: name, type, labels, meaning. */
export function metricsReference(metrics: readonly (MetricDefinition & { type: MetricType })[]): string {
  const rows = metrics.map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help.replaceAll('|', '\\|')} |`,
  )
  return ['| Metric | Type | Labels | Meaning |', '|---|---|---|---|', ...rows].join('\n')
}
