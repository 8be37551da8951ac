import { glob } from 'node:fs/promises'
import { resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { keepCompiledCode } from '../packages/kit/src/testing/cache-dir.ts'
import { embeddedOnly, findService, serviceVariables } from '../packages/kit/src/testing/services.ts'

/**
 * Runs the long tests, `*.faults.ts`: those that take servers away under load, or count what takes long to count. Arguments
 * are parts of paths and choose among them. Two files at a time, for they wait more than they work, each bounded; prints what the tests measured, and last
 * `N passed, N failed`.
 */

const root = resolve(import.meta.dirname, '..')
/** Whoever asks for many schedules of faults takes the time for them. */
const FILE_TIMEOUT_MS = process.env['FAULT_ROUNDS'] === undefined ? 600_000 : 7_200_000
const startedMs = Date.now()

if (embeddedOnly(process.env)) throw new Error('faults are tested on real servers: leave TEST_SERVICES out')
keepCompiledCode()
const all = await Array.fromAsync(
  glob('{packages,apps,scripts}/**/*.faults.ts', { cwd: root, exclude: ['**/node_modules/**'] }),
)
const wanted = process.argv.slice(2)
const files = all.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
if (files.length === 0) throw new Error(`there are no faults in ${wanted.join(' ')}`)

const names = ['postgres', 'redis', 'nats'] as const
const services = await Promise.all(names.map((name) => findService(name)))
for (const [index, name] of names.entries()) process.env[serviceVariables[name]] = services[index]!.url

const events = run({
  // Those with processes of their own take longest, and come first.
  files: files
    .toSorted()
    .toSorted((a, b) => Number(b.includes('/e2e/')) - Number(a.includes('/e2e/')))
    .map((file) => resolve(root, file)),
  cwd: root,
  concurrency: 2,
  execArgv: ['--import', resolve(root, 'packages/kit/src/testing/leaks.ts')],
  timeout: FILE_TIMEOUT_MS,
})
let counted = { passed: 0, failed: 1 }
// The last summary, of no single file, counts all of them.
events.on('test:summary', ({ file, counts }) => {
  if (file !== undefined) return
  const { tests, passed } = counts
  counted = { passed, failed: tests - passed }
})
events.on('test:fail', () => void (process.exitCode = 1))
events.compose(spec).pipe(process.stdout, { end: false })
events.on('end', async () => {
  await Promise.all(services.map((service) => service!.stop()))
  process.stdout.write(
    `${((Date.now() - startedMs) / 1000).toFixed(1)} s\n${counted.passed} passed, ${counted.failed} failed\n`,
  )
})
