import type { Endpoint } from './endpoint.ts'
import type { Binding, Principal } from './handler.ts'

/**
 * Opens endpoints to API keys: those with a permission of their own to keys with that scope, others to the scope they declare, and
 * none without a scope.
 */
export function openToApiKeys<Deps, Actor>(
  bindings: readonly Binding<Deps, Actor>[],
): Binding<Deps, Actor>[] {
  return bindings.map(({ endpoint, run }) => ({
    run,
    endpoint: endpoint.permission === 'public' ? endpoint : { ...endpoint, scope: scopeOf(endpoint) },
  }))
}

const scopeOf = ({ scope, permission }: Endpoint): Endpoint['scope'] & {} =>
  scope ?? (permission.includes('.') ? (permission as `${string}.${string}`) : false)

/** Whether a caller may use an endpoint as far as scopes are concerned: people may, keys when they have its scope. */
export const isInScope = ({ scope }: Pick<Endpoint, 'scope'>, { apiKey }: Principal): boolean =>
  apiKey === undefined || (typeof scope === 'string' && apiKey.scopes.has(scope))
