import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInFlow } from './flow.ts'
import { openLogLines } from './log-lines.ts'
import { createLogger } from './logger.ts'

function logTo(lines: string[], format: 'json' | 'text' = 'json') {
  return createLogger({
    level: 'info',
    lines: openLogLines({ format, write: (line) => void lines.push(line) }),
  })
}

const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true }

test('every line of a flow carries its request id and trace id, also lines of children and after waiting', async () => {
  const lines: string[] = []
  const log = logTo(lines)
  const child = log.child({ part: 'poses' })
  await runInFlow({ requestId: 'req-12345678', span }, async () => {
    log.info('before')
    await new Promise(setImmediate)
    child.warn({ n: 1 }, 'after')
  })
  log.info('outside')
  const [before, after, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.equal(before!['request_id'], 'req-12345678')
  assert.equal(before!['trace_id'], span.traceId)
  assert.equal(after!['request_id'], 'req-12345678')
  assert.equal(after!['part'], 'poses')
  assert.equal(outside!['request_id'], undefined)
})

/** What a terminal obeys, what ends a line somewhere, and what turns the direction of writing. */
const TRICKS = [
  '\n',
  '\r',
  '\r\n',
  '\u001B[2J',
  '\u009B31m',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u202E',
  '\u0000',
  '\u0008',
]

for (const format of ['json', 'text'] as const) {
  test(`nobody forges a ${format} line or moves the cursor with what they send`, () => {
    for (const trick of TRICKS) {
      const forged = `x${trick}{"level":50,"msg":"admin signed in"}`
      const lines: string[] = []
      const log = logTo(lines, format)
      log.info({ path: forged, [forged]: 1 }, forged)
      log.child({ agent: forged }).info('done')
      assert.equal(lines.length, 2)
      for (const line of lines) {
        assert.match(line, /^[^\p{Cc}\u2028\u2029\u202E]*\n$/u, JSON.stringify(line))
        if (format === 'json') JSON.parse(line)
      }
    }
  })
}

test('a stack in text form stays below its line: each of its lines is indented', () => {
  const lines: string[] = []
  const cause = new Error('inner\n12:00:00 admin signed in')
  logTo(lines, 'text').error({ err: new Error('outer', { cause }) }, 'request failed')
  const [first, ...below] = lines.join('').split('\n').slice(0, -1)
  assert.match(first!, /^\d\d:\d\d:\d\d error request failed$/)
  assert.ok(below.length > 3)
  for (const line of below) assert.match(line, /^ {4}\S/)
})

test('whatever is logged makes one valid line and never throws', () => {
  const lines: string[] = []
  const log = logTo(lines)
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const traps = [
    circle,
    {
      get broken() {
        throw new Error('getter')
      },
    },
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap')
        },
      },
    ),
    {
      toJSON: () => {
        throw new Error('toJSON')
      },
    },
    { wide: Array.from({ length: 1000 }, (_, i) => i) },
    { __proto__: null, constructor: 'x' },
    Symbol('s'),
    () => 1,
    NaN,
    new Date(NaN),
  ]
  for (const trap of traps) log.info({ trap }, 'trapped')
  assert.equal(lines.length, traps.length)
  for (const line of lines) assert.equal((JSON.parse(line) as { msg: string }).msg, 'trapped')
})
