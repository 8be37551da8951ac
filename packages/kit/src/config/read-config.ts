import { closestName } from './closest-name.ts'
import type { Variable } from './variables.ts'

export type Variables = Record<string, Variable<unknown>>

/** The values of a set of declared variables. */
export type ConfigOf<V extends Variables> = {
  readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never
}

/** Everything that is wrong with the environment, a line each, ready to print. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

export interface ReadConfigOptions<V extends Variables> {
  /** Names that start with one of these are ours: an undeclared one stops the start. */
  ownPrefixes?: readonly string[]
  /** True when variables marked as required in production must be present. */
  production: boolean
  /** Under which other names variables were given, by their declared ones: problems are told of those. */
  givenAs?: Readonly<Record<string, string>>
  /** Problems of what variables say together; asked for once each value by itself is right. */
  check?: (config: ConfigOf<V>) => readonly string[]
}

/**
 * Reads the declared variables from an environment. An empty value counts as absent.
 * A name that is undeclared but ours, or within two edits of a declared name, is a mistake and not ignored.
 * @throws ConfigError naming every problem at once.
 */
export function readConfig<V extends Variables>(
  variables: V,
  env: Record<string, string | undefined>,
  options: ReadConfigOptions<V>,
): ConfigOf<V> {
  const problems = unknownNames(variables, env, options.ownPrefixes ?? [])
  const malformed: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, declared] of Object.entries(variables)) {
    const given = env[name]
    const told = options.givenAs?.[name] ?? name
    if (given === undefined || given === '') {
      if (options.production && declared.requiredInProduction)
        problems.push(`${name} has no default in production: set it to ${declared.expects}. ${declared.doc}`)
      values[name] = declared.fallback
      continue
    }
    try {
      values[name] = declared.parse(given)
    } catch {
      const shown = declared.secret ? 'its value' : JSON.stringify(given)
      malformed.push(`${told}: ${shown} is not ${declared.expects}.`)
    }
  }
  const config = values as ConfigOf<V>
  problems.push(...malformed, ...(malformed.length === 0 ? (options.check?.(config) ?? []) : []))
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

/** The problems that several readers of a configuration find, together. */
export function problemsOf(readers: readonly (() => unknown)[]): string[] {
  const problems = new Set<string>()
  for (const read of readers) {
    try {
      read()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      for (const problem of error.problems) problems.add(problem)
    }
  }
  return [...problems]
}

function unknownNames(
  variables: Variables,
  env: Record<string, string | undefined>,
  ownPrefixes: readonly string[],
): string[] {
  const known = Object.keys(variables)
  const problems: string[] = []
  for (const name of Object.keys(env)) {
    if (Object.hasOwn(variables, name)) continue
    const near = closestName(name, known, name.length >= 8 ? 2 : 1)
    if (near !== undefined) problems.push(`${name} is not a known name. Did you mean ${near}?`)
    else if (ownPrefixes.some((prefix) => name.startsWith(prefix))) {
      const nearest = closestName(name, known, name.length)
      const hint = nearest === undefined ? '' : ` The nearest is ${nearest}.`
      problems.push(`${name} is not a known name.${hint} All are listed in docs/reference/configuration.md.`)
    }
  }
  return problems
}

/** The configuration as text to print: secrets are replaced, whatever they hold. */
export function describeConfig<V extends Variables>(
  variables: V,
  config: ConfigOf<V>,
): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, declared] of Object.entries(variables)) {
    const value = config[name]
    if (value === undefined) continue
    shown[name] = declared.secret ? '[redacted]' : String(value)
  }
  return shown
}
