import { closestName } from '../config/closest-name.ts'
import { ConfigError } from '../config/read-config.ts'
import { list, type Variable } from '../config/variables.ts'
import { parseRate, printRate, type LimitClass, type Rate } from '../limits/limit-classes.ts'

type Classes = Readonly<Record<string, LimitClass>>

/** The variables of a limit table: `LIMIT_<CLASS>` for each class, and `LIMIT_ROUTES` for single operations. */
type LimitVariables<L extends Classes> = {
  [K in keyof L & string as `LIMIT_${Uppercase<K>}`]: Variable<Rate>
} & { LIMIT_ROUTES: Variable<readonly string[]> }

/** Lets the environment override every limit of a table. */
export function limitVariables<L extends Classes>(limits: L): LimitVariables<L> {
  const classes = Object.entries(limits).map(([name, limit]) => [variableOf(name), rate(limit)])
  return {
    ...(Object.fromEntries(classes) as Record<string, Variable<Rate>>),
    LIMIT_ROUTES: list('limits of single operations such as `accounts.login=10/min`', routeRate, {
      default: [],
      doc: 'Rates of single operations, by operation id; they replace the class for it.',
    }),
  } as LimitVariables<L>
}

const variableOf = (name: string) => `LIMIT_${name.toUpperCase()}`

function rate({ quota, windowS, doc }: LimitClass): Variable<Rate> {
  const fallback = { quota, windowS }
  return {
    doc,
    expects: 'a rate such as `5/min` or `1000/h`',
    defaultText: printRate(fallback),
    secret: false,
    requiredInProduction: false,
    parse: parseRate,
    fallback,
  }
}

function routeRate(value: string): string {
  parseRate(value.slice(value.indexOf('=') + 1))
  if (!/^[a-z_]+\.[a-z_]+=/.test(value)) throw new Error('no operation')
  return value
}

const operationOf = (entry: string) => entry.slice(0, entry.indexOf('='))

interface Limited {
  id: string
  limit: string
}

/**
 * Refuses a rate for an operation that does not exist or has no limit; `others` are operations that are no endpoints.
 * @throws ConfigError with the nearest id.
 */
export function refuseUnknownOperations(
  config: { readonly LIMIT_ROUTES: readonly string[] },
  mounts: readonly { bindings: readonly { endpoint: Limited }[] }[],
  others: readonly Limited[] = [],
): void {
  const endpoints = mounts.flatMap(({ bindings }) => bindings.map(({ endpoint }) => endpoint))
  const known = [...endpoints, ...others].filter(({ limit }) => limit !== 'none').map(({ id }) => id)
  const problems = config.LIMIT_ROUTES.map(operationOf)
    .filter((id) => !known.includes(id))
    .map((id) => {
      const nearest = closestName(id, known, id.length / 2)
      const hint = nearest === undefined ? '' : ` The nearest is ${nearest}.`
      return `LIMIT_ROUTES: no operation with a limit is called ${id}.${hint} All are listed in docs/reference/routes.md.`
    })
  if (problems.length > 0) throw new ConfigError(problems)
}

/** The limits as configured: the classes, and the rates of single operations by their ids. */
export function configuredLimits<L extends Classes>(
  limits: L,
  config: { readonly LIMIT_ROUTES: readonly string[] },
): { classes: Record<keyof L & string, LimitClass>; routes: Record<string, Rate> } {
  const rates = config as unknown as Record<string, Rate>
  const classes = Object.entries(limits).map(([name, limit]) => [
    name,
    { ...limit, ...rates[variableOf(name)] },
  ])
  const routes = config.LIMIT_ROUTES.map((entry) => {
    const id = operationOf(entry)
    return [id, parseRate(entry.slice(id.length + 1))]
  })
  return {
    classes: Object.fromEntries(classes) as Record<keyof L & string, LimitClass>,
    routes: Object.fromEntries(routes) as Record<string, Rate>,
  }
}
