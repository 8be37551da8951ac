import { handle } from '../handle.ts'
import { createSequence, deleteSequence, publishSequence, updateSequence } from './contract.ts'
import * as sequenceAdmin from './sequence-admin.ts'
import { toSequenceForEditors } from './to-sequence-for-editors.ts'

export const sequenceAdminRoutes = [
  handle(createSequence, async ({ deps, actor, body }) =>
    toSequenceForEditors(await sequenceAdmin.create(deps, actor.userId, body), deps.config.PUBLIC_URL),
  ),
  handle(updateSequence, async ({ deps, actor, params, body }) =>
    toSequenceForEditors(
      await sequenceAdmin.update(deps, actor.userId, params.sequence_id, body),
      deps.config.PUBLIC_URL,
    ),
  ),
  handle(publishSequence, async ({ deps, actor, params, body }) =>
    toSequenceForEditors(
      await sequenceAdmin.setPublished(deps, actor.userId, params.sequence_id, body.is_published),
      deps.config.PUBLIC_URL,
    ),
  ),
  handle(deleteSequence, ({ deps, actor, params }) =>
    sequenceAdmin.remove(deps, actor.userId, params.sequence_id),
  ),
]
