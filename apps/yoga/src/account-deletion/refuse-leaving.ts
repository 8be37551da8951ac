import type { Endpoint } from '@groundwork/kit/http/endpoint'
import type { Binding } from '@groundwork/kit/http/handler'
import type { Authenticate } from '@groundwork/kit/http/route'
import { logOut, readMe } from '../accounts/contract.ts'
import { fail } from '../accounts/errors.ts'
import { readProfile } from '../accounts/profile-contract.ts'
import type { Actor } from '../actor.ts'
import { downloadExport, readExport, requestExport } from '../data-export/contract.ts'
import { cancelDeletion } from './contract.ts'

/** What somebody whose account is about to be deleted may do. Whoever got hold of it gets no further either. */
const OPEN = new Set<string>(
  [readMe, logOut, readProfile, cancelDeletion, requestExport, readExport, downloadExport].map(
    ({ id }) => id,
  ),
)

const isRefused = ({ id, permission }: Pick<Endpoint, 'id' | 'permission'>): boolean =>
  permission !== 'public' && permission !== 'optional' && !OPEN.has(id)

/** Authentication that lets an account about to be deleted do nothing else; what guests may do, it does as a guest. */
export function refusingLeaving(authenticate: Authenticate<Actor>): Authenticate<Actor> {
  return async (headers, cookie, endpoint, mayLookUp) => {
    const actor = await authenticate(headers, cookie, endpoint, mayLookUp)
    if (actor?.standing !== 'leaving') return actor
    if (isRefused(endpoint)) throw fail('account.deletion_pending')
    return endpoint.permission === 'optional' ? undefined : actor
  }
}

/** The endpoints with that refusal among their errors. */
export function declaringRefusal<Deps>(bindings: readonly Binding<Deps, Actor>[]): Binding<Deps, Actor>[] {
  return bindings.map(({ endpoint, run }) => ({
    run,
    endpoint: isRefused(endpoint)
      ? { ...endpoint, errors: [...(endpoint.errors ?? []), 'account.deletion_pending'] }
      : endpoint,
  }))
}
