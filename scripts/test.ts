import { glob } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { relative, resolve } from 'node:path'
import { run } from 'node:test'
import { CACHE_DIR, keepCompiledCode } from '../packages/kit/src/testing/cache-dir.ts'
import { sweepTestDatabases } from '../packages/kit/src/testing/postgres-test-database.ts'
import {
  embeddedOnly,
  findService,
  serviceVariables,
  type FoundService,
} from '../packages/kit/src/testing/services.ts'
import { coverageByFile, coveredFiles, linePercent } from './test-coverage.ts'
import { shareProcesses, writeEntry } from './test-processes.ts'
import { reportTests } from './test-report.ts'

/**
 * Runs every test, or those of the files and folders named as arguments. Servers for the tests are found or started
 * once and named to the test files in the environment. The last line reads `N passed, N failed`; the exit code is 0
 * when nothing failed and, for all tests, enough lines were covered. A skipped test has failed, except under
 * TEST_SERVICES=embedded, which lists what it left out.
 */

const root = resolve(import.meta.dirname, '..')
const MIN_LINE_COVERAGE = 85
const FILE_TIMEOUT_MS = 120_000
const startedMs = Date.now()

process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
})

const selection = process.argv.slice(2)
const withoutServers = embeddedOnly(process.env)
const isFull = selection.length === 0
const files = await findTests(selection)

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())

const services = await findServices()
try {
  process.exitCode = (await runTests()) ? 0 : 1
} finally {
  // Those that processes kept for their next file.
  const postgres = process.env[serviceVariables.postgres]
  if (postgres && !withoutServers) await sweepTestDatabases(postgres)
  await Promise.all(services.map((service) => service.stop()))
}

async function findTests(paths: readonly string[]): Promise<string[]> {
  const all = await Array.fromAsync(
    glob(['packages/**/*.test.ts', 'apps/**/*.test.ts', 'e2e/**/*.test.ts', 'scripts/**/*.test.ts'], {
      cwd: root,
      exclude: ['**/node_modules/**'],
    }),
  )
  if (paths.length === 0) return all.toSorted()
  const wanted = paths.map((path) => relative(root, resolve(path)))
  return wanted.flatMap((path) => {
    const chosen = all.filter((file) => file === path || file.startsWith(`${path}/`))
    if (chosen.length === 0) throw new Error(`There is no test in ${path}`)
    return chosen.toSorted()
  })
}

async function findServices(): Promise<FoundService[]> {
  const names = ['postgres', 'redis', 'nats'] as const
  const found = await Promise.all(names.map((name) => findService(name)))
  for (const [index, name] of names.entries()) {
    const service = found[index]
    if (service) process.env[serviceVariables[name]] = service.url
  }
  if (found[0]) await sweepTestDatabases(found[0].url)
  const list = names.map((name, index) => `${name} ${found[index]?.source ?? 'left out'}`)
  print(`${files.length} test files; ${list.join(', ')}`)
  return found.filter((service) => service !== undefined)
}

async function runTests(): Promise<boolean> {
  // Covered lines stay exact, branches, which we do not ask for, do not.
  keepCompiledCode()
  const events = run({
    files: shareProcesses(files).map((shared) => {
      const paths = shared.map((file) => resolve(root, file))
      return writeEntry(resolve(CACHE_DIR, 'tests'), paths, FILE_TIMEOUT_MS)
    }),
    cwd: root,
    // A test file waits for servers a part of its time: two more than there are processors keep them busy.
    concurrency: availableParallelism() + 2,
    execArgv: ['--import', resolve(root, 'packages/kit/src/testing/leaks.ts')],
    signal: interrupted.signal,
    coverage: isFull,
    coverageIncludeGlobs: coveredFiles.include,
    coverageExcludeGlobs: coveredFiles.exclude,
  })
  const { passed, failed, skipped, coverage } = await reportTests(events, {
    root,
    total: files.length,
    maySkip: withoutServers,
  })
  const isCovered = coverage === undefined || (await reportCoverage(coverage))
  const leftOut = Map.groupBy(skipped, ({ file, reason }) => `${file}  ${reason}`)
  for (const [what, { length }] of leftOut) print(`left out: ${length} of ${what}`)
  print(`${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
  print(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`)
  return failed === 0 && isCovered && !interrupted.signal.aborted
}

async function reportCoverage(summary: Parameters<typeof coverageByFile>[0]): Promise<boolean> {
  const byFile = await coverageByFile(summary, root)
  const percent = linePercent(byFile)
  // What needs servers is not tested without them.
  const isEnough = withoutServers || percent >= MIN_LINE_COVERAGE
  if (!isEnough) {
    for (const { path, lines, covered } of byFile.slice(0, 15))
      print(`${covered} of ${lines} lines covered: ${path}`)
    print(`FAILED: fewer than ${MIN_LINE_COVERAGE} % of the lines are covered`)
  }
  print(`${percent.toFixed(1)} % of the lines are covered`)
  return isEnough
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
