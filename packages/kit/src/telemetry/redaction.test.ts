import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLogLines } from './log-lines.ts'
import { createLogger } from './logger.ts'
import { corpus, harmless, type Leak } from './redaction-corpus.fixture.ts'
import { errorCorpus } from './redaction-errors.fixture.ts'
import { redactText } from './redact-text.ts'

function linesOf({ fields, message }: Leak, format: 'json' | 'text'): string {
  let lines = ''
  const log = createLogger({
    level: 'info',
    lines: openLogLines({ format, write: (line) => void (lines += line) }),
  })
  log.info(fields ?? {}, message ?? 'something happened')
  if (fields) log.child(fields).info(message ?? 'something happened')
  return lines
}

const leaks = [...corpus, ...errorCorpus]

test('the corpus holds at least 200 secret and personal shapes', () => {
  assert.ok(leaks.length >= 200, `${leaks.length}`)
})

for (const format of ['json', 'text'] as const) {
  test(`no ${format} line contains a value of the corpus, and the shape of the line stays`, () => {
    const problems: string[] = []
    for (const leak of leaks) {
      const lines = linesOf(leak, format)
      for (const hidden of leak.hidden)
        if (lines.includes(hidden)) problems.push(`shows ${hidden}: ${lines.slice(0, 200)}`)
      for (const kept of leak.kept ?? [])
        if (!lines.replaceAll('\\"', '"').includes(kept))
          problems.push(`lost ${kept}: ${lines.slice(0, 200)}`)
    }
    assert.deepEqual(problems, [])
  })
}

test('a text without secrets comes back as it is', () => {
  for (const text of harmless) assert.equal(redactText(text), text)
})

test('a message that repeats what an error says hides the same values', () => {
  const error = Object.assign(new Error('invalid input syntax for type integer: "my-diary"'), {
    code: '22P02',
  })
  let lines = ''
  const log = createLogger({
    level: 'info',
    lines: openLogLines({ format: 'json', write: (line) => void (lines += line) }),
  })
  log.error(error)
  log.error({ err: error })
  log.error({ err: error }, `could not save: ${error.message}`)
  assert.equal(lines.split('\n').length, 4)
  assert.ok(!lines.includes('my-diary'), lines)
  assert.match(lines, /could not save: invalid input syntax for type integer/)
})

test('very long text is cut, and looking through it takes no noticeable time', () => {
  const startedMs = performance.now()
  for (const unit of [
    'a',
    '1 ',
    'a@',
    '=',
    '+1',
    '"',
    '://',
    'token ',
    '(',
    'Ab1',
    '<token',
    '<pin>',
    '%25',
    '1-',
    '+1 ',
  ]) {
    const text = redactText(unit.repeat(100_000))
    assert.ok(text.length < 9000, unit)
  }
  assert.ok(performance.now() - startedMs < 1000, `${performance.now() - startedMs} ms`)
})
