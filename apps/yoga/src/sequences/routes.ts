import { pageFields } from '@groundwork/kit/http/page'
import { handle } from '../handle.ts'
import { FOCUS_AREAS, STYLES } from '../vocabulary.ts'
import { countCategories, getSequence, listFocusAreas, listSequences, listStyles } from './contract.ts'
import * as sequences from './sequences.ts'
import { toSequence, toSequenceDetail } from './to-sequence.ts'

export const sequenceRoutes = [
  handle(listSequences, async ({ deps, actor, query, answer }) => {
    const { total, items } = await sequences.list(deps.db, actor?.userId, query)
    answer.header('x-total-count', String(total))
    return {
      sequences: items.map((row) => toSequence(row, deps.config.PUBLIC_URL)),
      ...pageFields(total, query),
    }
  }),
  handle(countCategories, ({ deps }) => sequences.countPresets(deps.db)),
  handle(listFocusAreas, () => ({ focus_areas: [...FOCUS_AREAS] })),
  handle(listStyles, () => ({ styles: [...STYLES] })),
  handle(getSequence, async ({ deps, actor, params }) =>
    toSequenceDetail(await sequences.get(deps.db, actor?.userId, params.sequence_id), deps.config.PUBLIC_URL),
  ),
]
