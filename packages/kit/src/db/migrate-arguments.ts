import { parseArgs } from 'node:util'
import type { DownTarget } from './migration-moves.ts'
import type { PlanTarget } from './migration-plan.ts'

/** What the command line asked for. */
export type MigrateArguments = { json: boolean } & (
  | { verb: 'help' }
  | { verb: 'up'; to?: string }
  | { verb: 'down'; target: DownTarget; yes: boolean }
  | { verb: 'status'; check: boolean }
  | { verb: 'plan'; target: PlanTarget }
)

export const USAGE = `Usage: migrate up [--to NAME]
       migrate down [--steps N | --to NAME] [--yes]
       migrate status [--check]
       migrate plan [up [--to NAME] | down [--steps N | --to NAME]]

up      applies what is pending, up to and with NAME
down    undoes the last migration, the last N, or all that were applied after NAME; more than one needs --yes
status  lists what is applied and pending; with --check it ends with 3 when something is pending
plan    prints the SQL that would run

--json  prints the result as JSON
Ends with 0 when done, 1 when it failed, 2 when it was not understood.
`

const OPTIONS = {
  to: { type: 'string' },
  steps: { type: 'string' },
  yes: { type: 'boolean' },
  check: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Option = keyof typeof OPTIONS

const ALLOWED: Record<string, readonly Option[]> = {
  up: ['to'],
  down: ['to', 'steps', 'yes'],
  status: ['check'],
  plan: ['to'],
  'plan up': ['to'],
  'plan down': ['to', 'steps'],
}

/**
 * Reads the words after the name of the program.
 * @throws Error saying what was not understood.
 */
export function parseMigrateArguments(argv: readonly string[]): MigrateArguments {
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  const json = values.json ?? false
  if (values.help) return { verb: 'help', json }
  const command = positionals.join(' ')
  const allowed = ALLOWED[command]
  if (!allowed) throw new Error(command === '' ? 'Say what to do.' : `"${command}" is not a command.`)
  for (const name of Object.keys(values) as Option[])
    if (name !== 'json' && !allowed.includes(name))
      throw new Error(`--${name} does not go with "${command}".`)
  const { to } = values
  switch (command) {
    case 'status':
      return { verb: 'status', check: values.check ?? false, json }
    case 'up':
      return { verb: 'up', to, json }
    case 'down':
      return { verb: 'down', target: downTarget(values), yes: values.yes ?? false, json }
    case 'plan down':
      return { verb: 'plan', target: { direction: 'down', ...downTarget(values) }, json }
    default:
      return { verb: 'plan', target: { direction: 'up', to }, json }
  }
}

function downTarget({ to, steps }: { to?: string; steps?: string }): DownTarget {
  if (to !== undefined && steps !== undefined) throw new Error('Give --steps or --to, not both.')
  if (to !== undefined) return { to }
  if (steps === undefined) return { steps: 1 }
  if (!/^[1-9]\d{0,3}$/.test(steps)) throw new Error(`--steps ${steps}: give a whole number of 1 or more.`)
  return { steps: Number(steps) }
}
