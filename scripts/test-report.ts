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

/** What a process told since its last test file ended. */
interface Running {
  tests: number
  printed: string
}

/**
 * Prints a line for each test file and every failure in full as it comes; what a passing file printed is dropped.
 * @param events of processes that were started by `writeEntry`: a test at the outermost level is a file.
 */
export async function reportTests(
  events: AsyncIterable<TestEvent>,
  { root, total, maySkip }: { root: string; total: number; maySkip: boolean },
): Promise<TestReport> {
  const report: TestReport = { passed: 0, failed: 0, skipped: [], coverage: undefined }
  const processes = new Map<string, Running>()
  let finished = 0

  const running = (data: Told): Running => {
    const entry = entryOf(data)
    const found = processes.get(entry) ?? { tests: 0, printed: '' }
    processes.set(entry, found)
    return found
  }
  const nameOf = (file = root) => relative(root, file)
  const finish = (file: string, what: string) => {
    finished++
    write(`${String(finished).padStart(String(total).length)}/${total}  ${nameOf(file)}  ${what}`)
  }
  const fail = (where: string, explanation: string) => {
    report.failed++
    write(`\nFAILED  ${where}\n${indent(explanation)}`)
  }

  const onPass = (data: DataOf<'test:pass'>) => {
    const reason = data.skip ?? data.todo
    // The tests of a skipped suite are not told of; it counts as one.
    if (isSuite(data) && reason === undefined) return
    running(data).tests++
    if (reason !== undefined && maySkip)
      report.skipped.push({ file: nameOf(data.file), reason: String(reason) })
    else if (reason !== undefined)
      fail(`${nameOf(data.file)}:${data.line}  ${data.name}`, `it was skipped: ${reason}`)
    else report.passed++
  }
  const onFail = (data: Failure) => {
    if (isSuite(data) && causeOf(data) === 'subtestsFailed') return
    running(data).tests++
    const where = `${nameOf(data.file)}:${data.line}`
    if (causeOf(data) === 'hookFailed') fail(`${where}  in a hook`, explain(data))
    else if (causeOf(data) === 'subtestsFailed') report.failed++
    else fail(`${where}  ${data.name}`, explain(data))
  }
  const onFile = ({ type, data }: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>) => {
    const { tests, printed } = running(data)
    processes.delete(entryOf(data))
    const { name, details } = data
    if (type === 'test:fail' && causeOf(data) !== 'subtestsFailed') fail(nameOf(name), explain(data))
    else if (tests === 0) fail(nameOf(name), 'it holds no test')
    if (type === 'test:fail' && printed !== '') write(indent(`It printed:\n${printed}`))
    finish(name, `${tests} in ${(details.duration_ms / 1000).toFixed(1)} s`)
  }
  /** Comes when a process ended otherwise than its tests, which may all have passed. */
  const onProcess = (data: Failure) => {
    const { printed } = running(data)
    processes.delete(entryOf(data))
    fail('a process of tests', `${endOf(data)}\n${printed}`)
  }

  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr')
      running(event.data).printed += event.data.message
    // An error that came when no test ran, as from a forgotten promise, is told in this way only.
    else if (event.type === 'test:diagnostic' && event.data.file !== undefined)
      running(event.data).printed += `${event.data.message}\n`
    else if (event.type === 'test:coverage') report.coverage = event.data.summary
    else if (event.type === 'test:pass' || event.type === 'test:fail') {
      if (event.data.nesting === 0 && event.data.name !== event.data.file) onFile(event)
      else if (event.data.nesting === 0 && event.type === 'test:fail') onProcess(event.data)
      else if (event.type === 'test:pass') onPass(event.data)
      else onFail(event.data)
    }
  }
  return report
}

interface Told {
  file?: string | undefined
  entryFile?: string | undefined
}

/** The module that a process started with. */
const entryOf = ({ entryFile, file }: Told) => entryFile ?? file ?? ''

const isSuite = ({ details }: DataOf<'test:pass'> | Failure) => details.type === 'suite'

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
