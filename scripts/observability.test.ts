import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, test } from 'node:test'
import { DEAD_LETTERS } from '../packages/kit/src/jobs/boss.ts'
import type { PushAnswer } from '../packages/kit/src/push/notification.ts'
import type { Refusal } from '../packages/kit/src/realtime/refusals.ts'
import type { JobCount } from '../packages/kit/src/jobs/queries.ts'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFile(path.join(root, file), 'utf8')

/** The labels of every metric, by name, as the generated reference lists them. */
const metrics = new Map<string, readonly string[]>()
for (const [, name, type, list] of (await read('docs/reference/metrics.md')).matchAll(
  /^\| `(\w+)` \| (\w+) \| (.*?) \|/gm,
)) {
  const labels = [...list!.matchAll(/`(\w+)`/g)].map(([, label]) => label!)
  if (type !== 'histogram') metrics.set(name!, labels)
  else {
    metrics.set(`${name}_bucket`, [...labels, 'le'])
    metrics.set(`${name}_sum`, labels).set(`${name}_count`, labels)
  }
}

/** Words of the query language, and the label that the scraper adds. */
const WORDS =
  /^(sum|min|max|topk|by|rate|changes|histogram_quantile|min_over_time|instance|le|m|h|s|__rate_interval)$/

/** What an expression names that no process shows. */
function unknownIn(expression: string): string[] {
  const plain = expression.replaceAll(/"[^"]*"/g, '')
  const names = plain.match(/[a-z_]\w*/gi) ?? []
  const series = names.filter((name) => metrics.has(name))
  const labels = new Set(series.flatMap((name) => metrics.get(name)!))
  const unknown = names.filter((name) => !metrics.has(name) && !labels.has(name) && !WORDS.test(name))
  return series.length === 0 ? ['no series at all'] : unknown
}

const pushOutcomes = ['accepted', 'gone', 'rejected', 'retry', 'failed'] satisfies (
  | PushAnswer['outcome']
  | 'failed'
)[]

/** Values that labels have, as far as expressions ask for some. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  http_response_status_code: ['200', '500', '503'],
  job: [DEAD_LETTERS],
  state: ['created'] satisfies JobCount['state'][],
  outcome: [...pushOutcomes, 'full' satisfies Refusal],
  quantile: ['0.5', '0.99', '1'],
}

/** What an expression asks labels for and none of them ever is: its series would stay empty. */
function emptyIn(expression: string): string[] {
  const matchers = [...expression.matchAll(/(\w+)=(~?)"([^"]*)"/g)]
  return matchers
    .filter(([, label, isPattern, value]) => {
      const pattern = new RegExp(`^(?:${isPattern ? value : RegExp.escape(value!)})$`)
      return !VALUES[label!]?.some((one) => pattern.test(one))
    })
    .map(([matcher]) => matcher)
}

async function expressionsOf(file: string): Promise<string[]> {
  const text = await read(file)
  if (file.endsWith('.yml')) return [...text.matchAll(/^\s+expr: (.+)$/gm)].map(([, found]) => found!)
  const { panels } = JSON.parse(text) as { panels: { targets: { expr: string }[] }[] }
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
}

describe('dashboards and alert rules', () => {
  for (const file of ['alerts.yml', 'dashboard.json'])
    test(`${file} names only series and labels that processes show`, async () => {
      const expressions = await expressionsOf(`deploy/observability/${file}`)
      assert.ok(expressions.length >= 10)
      for (const expression of expressions)
        assert.deepEqual([...unknownIn(expression), ...emptyIn(expression)], [], expression)
    })

  test('a series or a label that is not there is noticed', () => {
    assert.deepEqual(unknownIn('sum(http_requests_total)'), ['no series at all'])
    assert.deepEqual(unknownIn('sum by (route) (rate(limit_decisions_total[5m]))'), ['route'])
    assert.deepEqual(emptyIn('jobs_stored{job="dead-letters",state=~"cre.*"}'), ['job="dead-letters"'])
  })
})
