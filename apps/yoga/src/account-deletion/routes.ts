import { toUser } from '../accounts/to-user.ts'
import { handle } from '../handle.ts'
import * as deletion from './account-deletion.ts'
import { cancelDeletion, requestDeletion } from './contract.ts'

export const deletionRoutes = [
  handle(requestDeletion, async ({ deps, actor, body, answer }) => {
    const at = await deletion.request(deps, actor, body.password)
    answer.header('set-cookie', deps.signIn.cookie.clear())
    return {
      message: 'Your account will be deleted. Sign in until then to keep it.',
      deletion_at: at.toISOString(),
    }
  }),
  handle(cancelDeletion, async ({ deps, actor }) => toUser(await deletion.cancel(deps, actor), actor.roles)),
]
