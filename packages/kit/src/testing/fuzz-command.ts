import { parseArgs } from 'node:util'
import { fuzz, type Finding, type FuzzOptions, type FuzzSummary } from './fuzz.ts'

/** What of an app is fuzzed, on a database of its own. */
export interface FuzzedApp extends Omit<FuzzOptions, 'count' | 'seed' | 'onProgress'> {
  /** Ends the app and removes its database. */
  stop: () => Promise<void>
}

/**
 * Runs the words of a `fuzz` command, `--count` and `--seed`, on an app; its exit code: 1 when a generated request is answered by
 * a fault, by an error in another shape, or with a word about the inside.
 * @throws Error when a word is not understood.
 */
export async function runFuzz(argv: readonly string[], open: () => Promise<FuzzedApp>): Promise<number> {
  const { count, seed } = readArguments(argv)
  const write = (line: string) => void process.stdout.write(`${line}\n`)
  const { stop, ...app } = await open()
  try {
    write(`${count} requests from seed ${seed}`)
    const startedMs = performance.now()
    const onProgress = (sent: number) => {
      if (sent % 10_000 === 0) write(`  ${sent}`)
    }
    const summary = await fuzz({ ...app, count, seed, onProgress })
    write(describe(summary, (performance.now() - startedMs) / 1000))
    return summary.findings.length > 0 ? 1 : 0
  } finally {
    await stop()
  }
}

function readArguments(argv: readonly string[]): { count: number; seed: number } {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    },
  })
  const [count, seed] = [Number(values.count), Number(values.seed)]
  if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed))
    throw new Error('--count and --seed are whole numbers')
  return { count, seed }
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
