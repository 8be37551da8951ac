import { AppError, type AppErrorOptions } from './app-error.ts'

type Params = Record<string, string | number>

/** What a code means. The generated error reference is made from these. */
export interface ErrorDefinition {
  /** HTTP status, 400 to 599. */
  status: number
  /** Short, the same for every occurrence. */
  title: string
  /** This occurrence, aimed at mending it; may use the parameters that `fail` was given. */
  detail: string | ((params: never) => string)
  /** What the caller can do about it, for the reference page. */
  advice: string
  /** True when the same request may succeed later. */
  retryable?: boolean
}

type ParamsOf<D> = D extends { detail: (params: infer P) => string } ? [params: P] : [params?: undefined]
type Extras = Omit<AppErrorOptions, 'detail'>

/** A closed set of error codes owned by one feature. */
export interface ErrorSet<D extends Record<string, ErrorDefinition>> {
  definitions: D
  /** Makes the error to throw: `throw fail('pose.not_found', { id })`. */
  fail: <C extends keyof D & string>(code: C, ...rest: [...ParamsOf<D[C]>, extras?: Extras]) => AppError
}

const CODE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*\.[a-z][a-z0-9]*(_[a-z0-9]+)*$/

/**
 * Declares the error codes of a feature. Codes read `feature.reason`.
 * @throws Error when a code is not of that form or a status is not an error status.
 */
export function defineErrors<const D extends Record<string, ErrorDefinition>>(definitions: D): ErrorSet<D> {
  for (const [code, { status }] of Object.entries(definitions)) {
    if (!CODE.test(code)) throw new Error(`error code "${code}" must read feature.reason in snake_case`)
    if (status < 400 || status > 599)
      throw new Error(`error code "${code}" has status ${status}; use 400 to 599`)
  }
  return {
    definitions,
    fail: (code, ...[params, extras]) => {
      const definition = definitions[code]!
      const text = definition.detail as string | ((params: Params) => string)
      const detail = typeof text === 'string' ? text : text(params as unknown as Params)
      return new AppError(code, definition, { ...(extras as Extras | undefined), detail })
    },
  }
}

/**
 * A set in which some codes have another status or text, as a product's contract has it. The registry that holds it decides,
 * wherever the error was thrown.
 * @throws Error when a code is not of the set.
 */
export function restateErrors(
  { definitions }: { definitions: Record<string, ErrorDefinition> },
  changes: Readonly<Record<string, Partial<ErrorDefinition>>>,
): { definitions: Record<string, ErrorDefinition> } {
  const unknown = Object.keys(changes).find((code) => !(code in definitions))
  if (unknown !== undefined)
    throw new Error(`error code "${unknown}" is not defined, so it cannot be restated`)
  return {
    definitions: Object.fromEntries(
      Object.entries(definitions).map(([code, definition]) => [code, { ...definition, ...changes[code] }]),
    ),
  }
}

/** Every code of an application, with the sets it came from. */
export type ErrorRegistry = ReadonlyMap<string, ErrorDefinition>

/**
 * Joins the sets of all features into the closed registry of an application.
 * @throws Error when two features claim one code.
 */
export function joinErrors(...sets: { definitions: Record<string, ErrorDefinition> }[]): ErrorRegistry {
  const registry = new Map<string, ErrorDefinition>()
  for (const { definitions } of sets) {
    for (const [code, definition] of Object.entries(definitions)) {
      if (registry.has(code) && registry.get(code) !== definition)
        throw new Error(`error code "${code}" is defined twice`)
      registry.set(code, definition)
    }
  }
  return registry
}

/** An error with the status and text that a registry gives its code. */
export function asRegistered(registry: ErrorRegistry, error: AppError): AppError {
  const definition = registry.get(error.code)
  if (definition === undefined) return error
  const { status, title, detail: text } = definition
  const detail = typeof text === 'string' ? text : error.message
  if (error.status === status && error.title === title && error.message === detail) return error
  const { fields, headers, cause } = error
  return new AppError(error.code, definition, { detail, fields, headers, cause })
}
