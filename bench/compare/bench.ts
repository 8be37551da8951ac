import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { copy } from '../../apps/yoga/src/custom-sequences/custom-sequences.ts'
import { measuredEnv, newTokenKey, openYoga, type OpenYoga } from '../client/open-yoga.ts'
import { createOwnDatabase } from '../client/own-database.ts'
import { makePeople } from '../client/people.ts'
import { comparedServers, observedServers, preparePeers, startAll, type Common } from './contenders.ts'
import { compare, type Plan } from './measure.ts'
import { aimsOf, conditionsHere, printPage, type Comparison } from './report.ts'
import { refuseDifferent } from './same-answers.ts'
import { save } from './saved-run.ts'
import { scenarios, type Caller, type Scenario } from './scenarios.ts'
import { canPin, pinThisProcess, type Contender } from './server-process.ts'
import { recordStatements } from './yoga-statements.ts'

/** `npm run bench`: what a request costs on YogaFlow, on the bare server and on its peers. See bench/README.md. */
const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    scenario: { type: 'string', multiple: true, default: [...Object.keys(scenarios), 'telemetry'] },
    'only-ours': { type: 'boolean', default: false },
    profile: { type: 'string' },
    save: { type: 'boolean', default: false },
  },
})
const CONNECTIONS = 32
/** The preset that is copied for every caller. */
const PRESET = 1
/** Limits that are counted and never reached. */
const UNREACHED = { LIMIT_PUBLIC: '100000000/min', LIMIT_USER: '100000000/min' }

const say = (text: string) => void process.stderr.write(`${text}\n`)
const plan = asked.quick
  ? { rounds: 6, slotMs: 250, warmUpMs: 800 }
  : { rounds: 24, slotMs: 250, warmUpMs: 3_000 }
/** Finer, since a few percent are asked for. */
const telemetryPlan = asked.quick ? plan : { rounds: 150, slotMs: 60, warmUpMs: 3_000 }
const chosen = asked.scenario
  .filter((name) => name !== 'telemetry')
  .map((name) => {
    const scenario = scenarios[name]
    if (!scenario)
      throw new Error(
        `there is no scenario ${name}; there are ${Object.keys(scenarios).join(', ')} and telemetry`,
      )
    return scenario
  })

if (!asked['only-ours']) preparePeers(say)
pinThisProcess()
const folder = await mkdtemp(path.join(tmpdir(), 'groundwork-bench-'))
const database = await createOwnDatabase()
const closing = [database.drop, () => rm(folder, { recursive: true, force: true })]
try {
  const { secret, ring } = newTokenKey()
  const yogaEnv = { ...measuredEnv(database.url, ring, folder), ...UNREACHED }
  const own = await openYoga({ ...yogaEnv, LOG_LEVEL: 'silent' })
  closing.unshift(own.close)
  const callers = await makeCallers(own)
  const statementsFile = path.join(folder, 'statements.json')
  await writeFile(statementsFile, JSON.stringify(await recordStatements()))
  const common = { databaseUrl: database.url, tokenSecret: secret, statementsFile, yogaEnv }
  const reset = async ({ reset: resetDatabase }: Scenario) => resetDatabase?.(own.deps.db)

  const contenders = comparedServers(common).slice(0, asked['only-ours'] ? 1 : undefined)
  const comparisons: Comparison[] = []
  if (chosen.length > 0)
    comparisons.push(
      ...(await runAll('peers', contenders.map(profiled), chosen, callers, { ...plan, reset })),
    )
  if (asked.scenario.includes('telemetry') && !asked['only-ours'])
    comparisons.push(...(await measureTelemetry(common, callers, { ...telemetryPlan, reset })))
  const all = { comparisons, aims: aimsOf(comparisons) }
  process.stdout.write(asked.json ? `${JSON.stringify(all, null, 2)}\n` : printPage(comparisons))
  if (asked.save) save(comparisons)
} finally {
  for (const close of closing) await close()
}

async function makeCallers({ deps }: OpenYoga): Promise<Caller[]> {
  const people = await makePeople(deps, CONNECTIONS)
  const callers: Caller[] = []
  for (const { userId, token } of people) {
    const { sequence } = await copy(deps, userId, PRESET, undefined)
    callers.push({ token, sequenceId: sequence.sequenceId })
  }
  await deps.db.execute({ shape: 'bench.analyze', text: 'analyze', values: [] })
  return callers
}

async function runAll(
  of: Comparison['of'],
  contenders: readonly Contender[],
  chosenScenarios: readonly Scenario[],
  callers: readonly Caller[],
  how: Plan,
): Promise<Comparison[]> {
  const { servers, stop } = await startAll(contenders)
  const conditions = conditionsHere({
    postgres: database.version,
    pinned: canPin,
    connections: CONNECTIONS,
    rounds: how.rounds,
    slotMs: how.slotMs,
  })
  try {
    const comparisons: Comparison[] = []
    for (const scenario of chosenScenarios) {
      await refuseDifferent(servers, scenario, callers[0]!, how.reset)
      say(`Measuring ${scenario.name}: ${servers.map(({ name }) => name).join(', ')}.`)
      const results = await compare(servers, scenario, callers, how)
      comparisons.push({ of, scenario: scenario.name, conditions, results })
    }
    return comparisons
  } finally {
    await stop()
  }
}

/** A collector of traces that takes what it is sent, on the core of this process. */
async function measureTelemetry(
  common: Common,
  callers: readonly Caller[],
  how: Plan,
): Promise<Comparison[]> {
  const collector = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening))
  const { port } = collector.address() as AddressInfo
  try {
    const contender = observedServers(common, `http://127.0.0.1:${port}`)
    const observed = [scenarios['poses']!, scenarios['sequence']!]
    return await runAll('telemetry', [contender], observed, callers, how)
  } finally {
    collector.close()
    collector.closeAllConnections()
  }
}

function profiled(contender: Contender): Contender {
  if (asked.profile === undefined) return contender
  return { ...contender, nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${path.resolve(asked.profile)}`] }
}
