import { parseArgs } from 'node:util'
import { fuzz, type Finding, type FuzzOptions, type FuzzSummary } from './fuzz.ts'

/** What of an app is fuzzed, on a database of its own. */
export interface FuzzedApp extends Omit<FuzzOptions, 'count' | 'seed' | 'skip' | 'onProgress'> {
  /** Ends the app and removes its database. */
  stop: () => Promise<void>
}

const USAGE = `Usage: npm run fuzz -- APP [--count N] [--seed N] [--skip N]

Sends N generated requests, 100000 when not told, to every route of an app: yoga or navi. The same seed makes the same requests;
--skip begins after the first N of them, in steps of 50, so that many can be sent in several runs.
Ends with 0 when all were answered in order, 1 when one was not, 2 when it was not understood.
`

/**
 * Runs the words of a `fuzz` command, `--count` and `--seed`, on an app; its exit code: 1 when a generated request is answered by
 * a fault, by an error in another shape, with a word about the inside, or not at all, and 2 when a word is not understood.
 */
export async function runFuzz(argv: readonly string[], open: () => Promise<FuzzedApp>): Promise<number> {
  let asked: ReturnType<typeof readArguments>
  try {
    asked = readArguments(argv)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`)
    return 2
  }
  const { count, seed, skip } = asked
  const write = (line: string) => void process.stdout.write(`${line}\n`)
  const { stop, ...app } = await open()
  try {
    write(`${count} requests from seed ${seed}${skip > 0 ? `, after ${skip}` : ''}`)
    const startedMs = performance.now()
    const onProgress = (sent: number) => {
      if (sent % 10_000 === 0) write(`  ${sent}`)
    }
    const summary = await fuzz({ ...app, count, seed, skip, onProgress })
    write(describe(summary, (performance.now() - startedMs) / 1000))
    return summary.findings.length > 0 ? 1 : 0
  } finally {
    await stop()
  }
}

function readArguments(argv: readonly string[]): { count: number; seed: number; skip: number } {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      skip: { type: 'string', default: '0' },
    },
  })
  return {
    count: wholeNumber('count', values.count, 1),
    seed: wholeNumber('seed', values.seed, 0),
    skip: wholeNumber('skip', values.skip, 0),
  }
}

/** `0x` and the like, spaces and nothing at all are numbers for `Number`, and typing errors for people. */
function wholeNumber(option: string, value: string, least: number): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= least)) throw new Error(`--${option} ${value}: give a whole number of ${least} or more.`)
  return number
}

const MOST_FINDINGS = 20

function describe({ sent, statuses, findings, slowest }: FuzzSummary, seconds: number): string {
  return [
    `${sent} requests in ${seconds.toFixed(0)} s, ${findings.length} answered wrongly`,
    ...[...statuses].toSorted(([a], [b]) => a - b).map(([status, times]) => `  ${status}: ${times}`),
    'slowest:',
    ...slowest.map(([ms, operation]) => `  ${ms.toFixed(0)} ms ${operation}`),
    ...findings.slice(0, MOST_FINDINGS).map(describeFinding),
  ].join('\n')
}

const describeFinding = ({ operation, problem, request }: Finding): string =>
  `${operation}: ${problem.slice(0, 500)}\n  ${JSON.stringify(request).slice(0, 1000)}`
