import { readOperations, toResults } from '@groundwork/kit/http/batch'
import { errorFormat } from '../error-format.ts'
import { handle } from '../handle.ts'
import { getSequence } from '../sequences/contract.ts'
import { toSequenceDetail } from '../sequences/to-sequence.ts'
import { changeSequences as batchContract, SequenceOperation } from './batch-contract.ts'
import { changeSequences } from './change-sequences.ts'
import { createSequence, deleteSequence, publishSequence, updateSequence } from './contract.ts'
import * as sequenceAdmin from './sequence-admin.ts'
import { toSequenceForEditors } from './to-sequence-for-editors.ts'

export const sequenceAdminRoutes = [
  handle(createSequence, async ({ deps, actor, body }) =>
    toSequenceForEditors(await sequenceAdmin.create(deps, actor.userId, body), deps.config.PUBLIC_URL),
  ),
  handle(updateSequence, async ({ deps, actor, params, body, expected }) => {
    const { PUBLIC_URL } = deps.config
    const check: Parameters<typeof sequenceAdmin.update>[4] =
      expected && ((current) => expected(getSequence, current && toSequenceDetail(current, PUBLIC_URL)))
    const change = [deps, actor.userId, params.sequence_id, body] as const
    return toSequenceForEditors(await sequenceAdmin.update(...change, check), PUBLIC_URL)
  }),
  handle(publishSequence, async ({ deps, actor, params, body }) =>
    toSequenceForEditors(
      await sequenceAdmin.setPublished(deps, actor.userId, params.sequence_id, body.is_published),
      deps.config.PUBLIC_URL,
    ),
  ),
  handle(deleteSequence, ({ deps, actor, params }) =>
    sequenceAdmin.remove(deps, actor.userId, params.sequence_id),
  ),
  handle(batchContract, async ({ deps, actor, body, request, answer }) => {
    const perItem = body.mode === 'per_item'
    const read = readOperations(SequenceOperation, body.operations)
    const outcomes = await changeSequences(deps, actor.userId, read, { perItem })
    if (perItem) answer.status(207)
    const none = { sequence_id: null, version_id: null }
    return { results: toResults(outcomes, none, errorFormat, request.id) }
  }),
]
