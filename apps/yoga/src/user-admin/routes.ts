import { handle } from '../handle.ts'
import { listUsers, setActivation } from './contract.ts'
import { toManagedUser } from './to-managed-user.ts'
import * as userAdmin from './user-admin.ts'

export const userAdminRoutes = [
  handle(listUsers, async ({ deps, query }) => {
    const { items, next } = await userAdmin.list(deps, query)
    return { users: items.map(toManagedUser), next }
  }),
  handle(setActivation, async ({ deps, actor, params, body }) =>
    toManagedUser(await userAdmin.setActivation(deps, actor, params.user_id, body.active)),
  ),
]
