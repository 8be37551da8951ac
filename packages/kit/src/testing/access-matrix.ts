import { urlOf, type Endpoint } from '../http/endpoint.ts'
import type { DocumentedMount } from '../openapi/document.ts'
import type { Person, SentAnswer, SentRequest } from './example-request.ts'

/** What becomes of a request before its contract is looked at: turned away, or let in. */
const REFUSALS = ['auth.required', 'auth.forbidden', 'auth.out_of_scope'] as const
export type Access = (typeof REFUSALS)[number] | 'admitted'

/** What the permission of an endpoint means for a person; the administrator has every permission. */
export function expectedAccess({ permission }: Pick<Endpoint, 'permission'>, as: Person): Access {
  if (permission === 'public' || permission === 'optional') return 'admitted'
  if (as === 'guest') return 'auth.required'
  return permission === 'signed_in' || as === 'admin' ? 'admitted' : 'auth.forbidden'
}

/** What the scope of an endpoint means for an API key of the administrator. */
export function expectedKeyAccess(
  { permission, scope }: Pick<Endpoint, 'permission' | 'scope'>,
  scopes: readonly string[],
): Access {
  if (permission === 'public' || permission === 'optional') return 'admitted'
  return scope && scopes.includes(scope) ? 'admitted' : 'auth.out_of_scope'
}

/** What became of a request, by its answer. */
export function accessOf({ json }: Pick<SentAnswer, 'json'>): Access {
  const code = (json as { code?: unknown } | null | undefined)?.code
  return REFUSALS.find((refusal) => refusal === code) ?? 'admitted'
}

/** A request to every endpoint that says nothing but who sends it: an id is 1, and there is no body. */
export function bareRequests(
  mounts: readonly DocumentedMount[],
): { endpoint: Endpoint; request: Omit<SentRequest, 'as'> }[] {
  return mounts.flatMap(({ prefix, bindings }) =>
    bindings.map(({ endpoint }) => ({
      endpoint,
      request: { method: endpoint.method, url: urlOf(prefix, endpoint).replaceAll(/:\w+/g, '1') },
    })),
  )
}
