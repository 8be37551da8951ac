import { offsetOf, pageFields } from '@groundwork/kit/http/page'
import { handle } from '../handle.ts'
import { listUsers, setActivation } from './contract.ts'
import { toManagedUser } from './to-managed-user.ts'
import * as userAdmin from './user-admin.ts'

export const userAdminRoutes = [
  handle(listUsers, async ({ deps, query: { page, page_size, ...filter } }) => {
    const paging = { page, page_size }
    const { total, items } = await userAdmin.list(deps, { ...filter, ...offsetOf(paging) })
    return { users: items.map(toManagedUser), ...pageFields(total, paging) }
  }),
  handle(setActivation, async ({ deps, actor, params, body }) =>
    toManagedUser(await userAdmin.setActivation(deps, actor, params.user_id, body.active)),
  ),
]
