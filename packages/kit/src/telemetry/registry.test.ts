import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRegistry } from './registry.ts'

const sample = (text: string, name: string) => text.split('\n').filter((line) => line.startsWith(name))

test('counters, gauges and histograms print in the text format of Prometheus', async () => {
  const registry = createRegistry()
  const counter = registry.counter({ name: 'b_total', help: 'Bs\nin two lines.', labels: ['kind'] })
  const histogram = registry.histogram({ name: 'c_seconds', help: 'Cs.', labels: [], buckets: [0.1, 1] })
  registry.gauge({ name: 'a_now', help: 'As.', labels: ['x', 'y'] }, () => [[1.5, 'p', 2]])
  counter.add(1, 'say "hi"\\\n')
  counter.add(2, 'say "hi"\\\n')
  for (const value of [0.1, 0.5, 7]) histogram.observe(value)
  const text = await registry.text()
  assert.equal(
    text,
    [
      '# HELP a_now As.',
      '# TYPE a_now gauge',
      'a_now{x="p",y="2"} 1.5',
      '# HELP b_total Bs in two lines.',
      '# TYPE b_total counter',
      'b_total{kind="say \\"hi\\"\\\\\\n"} 3',
      '# HELP c_seconds Cs.',
      '# TYPE c_seconds histogram',
      'c_seconds_bucket{le="0.1"} 1',
      'c_seconds_bucket{le="1"} 2',
      'c_seconds_bucket{le="+Inf"} 3',
      'c_seconds_sum 7.6',
      'c_seconds_count 3',
      '# HELP telemetry_overflow_observations_total Observations counted under `other` because their metric had reached its number of series.',
      '# TYPE telemetry_overflow_observations_total counter',
      '',
    ].join('\n'),
  )
})

test('past its number of series a metric counts under `other` and says so', async () => {
  const registry = createRegistry()
  const counter = registry.counter({ name: 'seen_total', help: 'Seen.', labels: ['who'], maxSeries: 3 })
  for (let i = 0; i < 10_000; i++) counter.add(1, `caller ${i}`)
  counter.add(1, 'caller 0')
  const text = await registry.text()
  assert.deepEqual(sample(text, 'seen_total{'), [
    'seen_total{who="caller 0"} 2',
    'seen_total{who="caller 1"} 1',
    'seen_total{who="caller 2"} 1',
    'seen_total{who="other"} 9997',
  ])
  assert.deepEqual(sample(text, 'telemetry_overflow'), [
    'telemetry_overflow_observations_total{metric="seen_total"} 9997',
  ])
})

test('a value that cannot be read leaves out its metric and no other', async () => {
  const registry = createRegistry()
  registry.gauge({ name: 'broken', help: 'Fails.', labels: [] }, () =>
    Promise.reject(new Error('no database')),
  )
  registry.gauge({ name: 'whole', help: 'Works.', labels: [] }, () => 1)
  const text = await registry.text()
  assert.doesNotMatch(text, /broken/)
  assert.match(text, /^whole 1$/m)
})

test('a value that hangs is waited for a second, and leaves out its metric and no other', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const registry = createRegistry()
  registry.gauge({ name: 'hanging', help: 'Hangs.', labels: [] }, () => new Promise(() => {}))
  registry.gauge({ name: 'whole', help: 'Works.', labels: [] }, () => Promise.resolve(1))
  const text = registry.text()
  context.mock.timers.tick(1_000)
  assert.doesNotMatch(await text, /hanging/)
  assert.match(await text, /^whole 1$/m)
})

test('a name that is taken or not in snake case is refused', () => {
  const registry = createRegistry()
  registry.counter({ name: 'a_total', help: 'A.', labels: [] })
  assert.throws(() => registry.counter({ name: 'a_total', help: 'A.', labels: [] }), /declared twice/)
  assert.throws(() => registry.counter({ name: 'aTotal', help: 'A.', labels: [] }), /snake case/)
  assert.throws(() => registry.counter({ name: 'c_total', help: 'A.', labels: ['a-b'] }), /snake case/)
})
