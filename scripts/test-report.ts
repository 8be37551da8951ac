import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

type DataOf<T extends TestEvent['type']> = Extract<TestEvent, { type: T }>['data']
type Failure = DataOf<'test:fail'>

export interface TestReport {
  passed: number
  failed: number
  /** Tests left out, with the reasons they give. Where that is not allowed, they are among the failed. */
  skipped: { file: string; reason: string }[]
  /** Present when coverage was asked for. */
  coverage: DataOf<'test:coverage'>['summary'] | undefined
}

/** Prints a line for each test file and every failure in full as it comes; what a passing file printed is dropped. */
export async function reportTests(
  events: AsyncIterable<TestEvent>,
  { root, total, maySkip }: { root: string; total: number; maySkip: boolean },
): Promise<TestReport> {
  const report: TestReport = { passed: 0, failed: 0, skipped: [], coverage: undefined }
  const printed = new Map<string, string>()
  const done = new Set<string>()
  const failing = new Set<string>()

  const nameOf = (file = root) => relative(root, file)
  const finish = (file: string, what: string) => {
    if (done.has(file)) return
    done.add(file)
    write(`${String(done.size).padStart(String(total).length)}/${total}  ${nameOf(file)}  ${what}`)
  }
  const fail = (where: string, explanation: string) => {
    report.failed++
    write(`\nFAILED  ${where}\n${indent(explanation)}`)
  }

  const onPass = (data: DataOf<'test:pass'>) => {
    const reason = data.skip ?? data.todo
    // The tests of a skipped suite are not told of; it counts as one.
    if (isSuite(data) && reason === undefined) return
    if (reason !== undefined && maySkip)
      report.skipped.push({ file: nameOf(data.file), reason: String(reason) })
    else if (reason !== undefined)
      fail(`${nameOf(data.file)}:${data.line}  ${data.name}`, `it was skipped: ${reason}`)
    else if (isFile(data)) fail(nameOf(data.file), 'it holds no test')
    else report.passed++
  }
  const onFail = (data: Failure) => {
    const file = data.entryFile ?? data.file ?? ''
    failing.add(file)
    if (causeOf(data) === 'hookFailed') fail(`${nameOf(file)}:${data.line}  in a hook`, explain(data))
    else if (isFile(data)) {
      fail(nameOf(file), `${endOf(data)}\n${printed.get(file) ?? ''}`)
      finish(file, 'failed')
    } else if (causeOf(data) === 'subtestsFailed') report.failed++
    else fail(`${nameOf(data.file ?? file)}:${data.line}  ${data.name}`, explain(data))
  }
  const onSummary = ({ file, counts, duration_ms, success }: DataOf<'test:summary'>) => {
    if (file === undefined) return
    if (!success && printed.has(file)) write(indent(`It printed:\n${printed.get(file)}`))
    // A file without a test is reported when it ends.
    if (counts.tests > 0) finish(file, `${counts.tests} in ${(duration_ms / 1000).toFixed(1)} s`)
  }

  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      const { file, message } = event.data
      printed.set(file, (printed.get(file) ?? '') + message)
    } else if (event.type === 'test:diagnostic' && event.data.file !== undefined) {
      // An error that came when no test ran, as from a forgotten promise, is told in this way only.
      const { file, message } = event.data
      printed.set(file, `${printed.get(file) ?? ''}${message}\n`)
    } else if (event.type === 'test:pass') onPass(event.data)
    else if (
      event.type === 'test:fail' &&
      !(isSuite(event.data) && causeOf(event.data) === 'subtestsFailed')
    ) {
      onFail(event.data)
    } else if (event.type === 'test:summary') onSummary(event.data)
    else if (event.type === 'test:coverage') report.coverage = event.data.summary
  }
  // A file that both failed and did not end by itself says no more than this.
  for (const file of [...failing].filter((file) => !done.has(file))) {
    finish(file, 'failed')
    write(indent(printed.get(file) ?? ''))
  }
  return report
}

const isSuite = ({ details }: DataOf<'test:pass'> | Failure) => details.type === 'suite'

/** True for the event about a file as a whole, which comes when its process failed or it holds no test. */
const isFile = ({ name, file, nesting }: DataOf<'test:pass'> | Failure) => nesting === 0 && name === file

const errorOf = ({ details }: Failure) =>
  details.error as Error & { failureType?: string; exitCode?: number; signal?: string }

const causeOf = (failure: Failure) => errorOf(failure).failureType

function endOf(failure: Failure): string {
  const { exitCode, signal, message } = errorOf(failure)
  if (signal) return `its process was ended by ${signal}`
  return exitCode === undefined ? message : `its process ended with code ${exitCode}`
}

function explain(failure: Failure): string {
  const error = errorOf(failure)
  const text = typeof error.cause === 'object' ? inspect(error.cause, { depth: 8 }) : error.message
  return text.replaceAll(/\n\s+at .*\(?node:.*/g, '')
}

const indent = (text: string) => text.trimEnd().replaceAll(/^(?=.)/gm, '    ')
const write = (line: string) => void process.stdout.write(`${line}\n`)
