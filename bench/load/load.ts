import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { load } from './arrivals.ts'
import { openNaviTarget } from './navi.ts'
import { plotLoad } from './plot.ts'
import { printReport, reportOf, type LoadReport } from './report.ts'
import { seededRandom, type LoadTarget } from './visit.ts'
import { openYogaTarget } from './yoga.ts'

/** `npm run load -- yoga`, `npm run load -- navi`: many people at once, and whether that is borne. See bench/README.md. */
const apps = {
  // As long as an answer about one person is cached.
  yoga: { open: openYogaTarget, seconds: 70, warmUp: 300 },
  navi: { open: openNaviTarget, seconds: 30, warmUp: 3 },
}
const RESULTS = path.resolve(import.meta.dirname, '../results')

const USAGE = `Usage: npm run load -- ${Object.keys(apps).join('|')} [--users N] [--seconds N] [--warm-up N] [--seed N] [--plot FILE] [--json] [--save]

Puts N visitors on an app for N seconds, after as many to warm up, and draws the latencies in FILE. The same seed makes the same
visits. With --json it prints the result as JSON, with --save it keeps it in bench/results.
Ends with 0 when what was promised is met, 1 when it is not, 2 when it was not understood.
`

/** What the words of the command ask for. @throws Error that says what is not understood. */
function readArguments() {
  const { values, positionals } = parseArgs({
    options: {
      users: { type: 'string', default: '500' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      seed: { type: 'string', default: '1' },
      plot: { type: 'string' },
      json: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [name = ''] = positionals
  const app = Object.hasOwn(apps, name) ? apps[name as keyof typeof apps] : undefined
  if (app === undefined || positionals.length !== 1) throw new Error('Name what to load.')
  const number = (option: 'users' | 'seconds' | 'warm-up' | 'seed', usual?: number) => {
    const value = Number(values[option] ?? usual)
    if (!(value > 0 && value <= 1_000_000))
      throw new Error(`--${option} ${values[option]}: give a number above 0, of at most 1000000.`)
    return value
  }
  return {
    values,
    name,
    app,
    users: number('users'),
    seconds: number('seconds', app.seconds),
    warmUp: number('warm-up', app.warmUp),
    seed: number('seed'),
  }
}

function understood(): ReturnType<typeof readArguments> {
  try {
    return readArguments()
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

const { values, name, app, users, seconds, warmUp, seed } = understood()
const machine = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores of ${cpus()[0]?.model.trim()}, Node ${process.version}`

/** Where the plot of a stage is written. */
function plotFile(stage: string): string {
  const folder = values.save ? RESULTS : ''
  const { dir, name: file } = path.parse(values.plot ?? path.join(folder, `load-${name}.svg`))
  return path.join(dir, `${file}${stage}.svg`)
}

async function loadStage(target: LoadTarget, plot: string): Promise<{ report: LoadReport; page: string }> {
  process.stderr.write(`${target.title}: ${users} ${target.users} for ${warmUp} + ${seconds} s.\n`)
  const loaded = await load(target, {
    users,
    warmUpMs: 1000 * warmUp,
    ms: 1000 * seconds,
    random: seededRandom(seed),
  })
  const report = reportOf(target, loaded, seconds, await target.findings())
  const subtitle = `${users} ${target.users}, ${report.all.count} actions in ${seconds} s; ${machine}`
  await writeFile(plot, plotLoad(target, loaded, subtitle))
  process.stderr.write(`The plot is in ${plot}.\n`)
  return { report, page: `${target.title}, ${subtitle}.\n\n${printReport(report)}\n` }
}

process.stderr.write(`Filling the database of ${name}.\n`)
const { stages, close } = await app.open(users)
try {
  const done: Awaited<ReturnType<typeof loadStage>>[] = []
  for (const [i, stage] of stages.entries()) {
    done.push(await loadStage(stage, plotFile(stages.length === 1 ? '' : `-${i + 1}`)))
  }
  const page = done.map((stage) => stage.page).join('\n')
  const reports = done.map(({ report }, i) => ({ title: stages[i]!.title, users, seconds, ...report }))
  const json = reports.length === 1 ? reports[0] : reports
  process.stdout.write(values.json ? `${JSON.stringify(json, null, 2)}\n` : page)
  if (values.save) await writeFile(path.join(RESULTS, `load-${name}.md`), page)
  process.exitCode = reports.every(({ met }) => met) ? 0 : 1
} finally {
  await close()
}
