import { cacheRules } from '../cached.ts'
import { handle } from '../handle.ts'
import * as passwords from './passwords.ts'
import { changePassword, readProfile, updateProfile } from './profile-contract.ts'
import * as profile from './profile.ts'
import { toUser } from './to-user.ts'

export const profileRoutes = [
  handle(readProfile, ({ deps, actor, cached }) =>
    cached(cacheRules.account(actor.userId), [actor.userId, actor.roles], async () =>
      toUser(await profile.read(deps.db, actor), actor.roles),
    ),
  ),
  handle(updateProfile, async ({ deps, actor, body: { experience_level: experienceLevel, ...others } }) => {
    const changes = { ...others, ...(experienceLevel !== undefined && { experienceLevel }) }
    return toUser(await profile.update(deps, actor, changes), actor.roles)
  }),
  handle(changePassword, async ({ deps, actor, body }) => ({
    message: 'Password changed successfully',
    email: await passwords.change(deps, actor, body.current_password, body.new_password),
  })),
]
