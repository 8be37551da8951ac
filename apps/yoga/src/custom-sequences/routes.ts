import { pageFields } from '@groundwork/kit/http/page'
import { handle } from '../handle.ts'
import { toSequence } from '../sequences/to-sequence.ts'
import {
  copySequence,
  createCustomSequence,
  deleteCustomSequence,
  listCustomSequences,
  updateCustomSequence,
} from './contract.ts'
import * as customSequences from './custom-sequences.ts'
import { toSavedSequence } from './to-saved-sequence.ts'

export const customSequenceRoutes = [
  handle(listCustomSequences, async ({ deps, actor, query, answer }) => {
    const { total, items } = await customSequences.list(deps.db, actor.userId, query)
    answer.header('x-total-count', String(total))
    return {
      sequences: items.map((row) => toSequence(row, deps.config.PUBLIC_URL)),
      ...pageFields(total, query),
    }
  }),
  handle(createCustomSequence, async ({ deps, actor, body }) =>
    toSavedSequence(await customSequences.create(deps, actor.userId, body), deps.config.PUBLIC_URL),
  ),
  handle(updateCustomSequence, async ({ deps, actor, params, body }) =>
    toSavedSequence(
      await customSequences.update(deps, actor.userId, params.sequence_id, body),
      deps.config.PUBLIC_URL,
    ),
  ),
  handle(deleteCustomSequence, ({ deps, actor, params }) =>
    customSequences.remove(deps, actor.userId, params.sequence_id),
  ),
  handle(copySequence, async ({ deps, actor, params, body }) =>
    toSavedSequence(
      await customSequences.copy(deps, actor.userId, params.sequence_id, body.name),
      deps.config.PUBLIC_URL,
    ),
  ),
]
