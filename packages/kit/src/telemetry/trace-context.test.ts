import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampler } from './sampler.ts'
import {
  newSpanId,
  newTraceId,
  parseTraceContext,
  parseTraceparent,
  printTraceparent,
} from './trace-context.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

test('a traceparent is read, whatever flags and later versions add', () => {
  const sampled = { traceId: TRACE, spanId: SPAN, sampled: true }
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-01`), sampled)
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-03`), sampled)
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-02`), { ...sampled, sampled: false })
  assert.deepEqual(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-comes-later`), sampled)
})

test('a traceparent that is not valid is as none', () => {
  const invalid = [
    undefined,
    '',
    'x',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    ` 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\n`,
  ]
  for (const header of invalid) assert.equal(parseTraceparent(header), undefined, String(header))
})

test('a tracestate is passed on with a valid traceparent, and left out when it is not valid itself', () => {
  const traceparent = `00-${TRACE}-${SPAN}-01`
  const read = (tracestate: string, parent = traceparent) => parseTraceContext(parent, tracestate)?.tracestate
  const many = (count: number) => Array.from({ length: count }, (_, i) => `k${i}=v`).join(',')
  const kept: [string, string][] = [
    ['congo=t61rcWkgMzE', 'congo=t61rcWkgMzE'],
    ['rojo=00f067aa0ba902b7 , congo=t61 x,\t,', 'rojo=00f067aa0ba902b7,congo=t61 x'],
    ['0fw529a3039@dt=FfMlY-;x:1,*/-=', ''],
    ['0fw529a3039@dt=FfMlY-;x:1', '0fw529a3039@dt=FfMlY-;x:1'],
    [many(32), many(32)],
    [
      `old=${'o'.repeat(200)},${many(3)},new=${'n'.repeat(250)},a=${'a'.repeat(100)}`,
      `old=${'o'.repeat(200)},${many(3)},a=${'a'.repeat(100)}`,
    ],
  ]
  for (const [tracestate, expected] of kept) assert.equal(read(tracestate) ?? '', expected)
  const cut = read(Array.from({ length: 10 }, (_, i) => `k${i}=${'v'.repeat(97)}`).join(','))!
  assert.deepEqual([cut.length, cut.split(',').length, cut.slice(0, 4)], [504, 5, 'k0=v'])
  const invalid = [
    '',
    'a',
    'A=1',
    'a=1,a=2',
    'a=1=2',
    'a=ü',
    `a=${'x'.repeat(257)}`,
    '@a=1',
    many(33),
    'a=1,'.repeat(9_000),
  ]
  for (const tracestate of invalid) assert.equal(read(tracestate), undefined, tracestate.slice(0, 50))
  assert.equal(parseTraceContext('x', 'a=1'), undefined)
})

test('new ids differ, and a printed traceparent reads as what was printed', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 2000; i++) {
    const context = { traceId: newTraceId(), spanId: newSpanId(), sampled: i % 2 === 0 }
    assert.deepEqual(parseTraceparent(printTraceparent(context)), context)
    seen.add(context.traceId).add(context.spanId)
  }
  assert.equal(seen.size, 4000)
})

test('a ratio records that share of the traces, and the same ones everywhere', () => {
  const tenth = createSampler('traceidratio', 0.1)
  const fifth = createSampler('traceidratio', 0.2)
  const ids = Array.from({ length: 20_000 }, newTraceId)
  const recorded = ids.filter((id) => tenth(undefined, id))
  assert.ok(Math.abs(recorded.length / ids.length - 0.1) < 0.02, `${recorded.length}`)
  assert.ok(recorded.every((id) => fifth(undefined, id)))
  assert.ok(ids.every((id) => createSampler('traceidratio', 1)(undefined, id)))
  assert.ok(!ids.some((id) => createSampler('traceidratio', 0)(undefined, id)))
})

test('parent-based samplers follow the caller, the others do not', () => {
  const caller = (sampled: boolean) => ({ traceId: TRACE, spanId: SPAN, sampled })
  assert.equal(createSampler('parentbased_always_off', 1)(caller(true), TRACE), true)
  assert.equal(createSampler('parentbased_always_on', 1)(caller(false), TRACE), false)
  assert.equal(createSampler('parentbased_traceidratio', 0)(undefined, TRACE), false)
  assert.equal(createSampler('always_on', 1)(caller(false), TRACE), true)
  assert.equal(createSampler('always_off', 1)(caller(true), TRACE), false)
})
