import { pageFields } from '@groundwork/kit/http/page'
import { cacheRules } from '../cached.ts'
import { handle } from '../handle.ts'
import { FOCUS_AREAS, STYLES } from '../vocabulary.ts'
import { countCategories, getSequence, listFocusAreas, listSequences, listStyles } from './contract.ts'
import { marksOf, withMark } from './marks.ts'
import * as sequences from './sequences.ts'
import { toSequence, toSequenceDetail } from './to-sequence.ts'

export const sequenceRoutes = [
  handle(listSequences, async ({ deps, actor, query, answer, cached }) => {
    const read = async (viewerId?: number) => {
      const { total, items } = await sequences.list(deps.db, viewerId, query)
      return {
        sequences: items.map((row) => toSequence(row, deps.config.PUBLIC_URL)),
        ...pageFields(total, query),
      }
    }
    const cachedPresets = () =>
      cached(cacheRules.presets, { ...query, preset_only: query.preset_only === false }, async (kept) => {
        const page = await read()
        kept.header('x-total-count', String(page.total))
        return page
      })
    if (!actor) return cachedPresets()
    const marks = await marksOf(deps, actor.userId)
    // Presets and sequences of their own stand in one order.
    const isAboutOwn =
      query.preset_only === false || (query.preset_only === undefined && marks.own.length > 0)
    const page = isAboutOwn ? await read(actor.userId) : (await cachedPresets()).read()
    answer.header('x-total-count', String(page.total))
    return { ...page, sequences: page.sequences.map((sequence) => withMark(sequence, marks)) }
  }),
  handle(countCategories, ({ deps, cached }) =>
    cached(cacheRules.presets, null, () => sequences.countPresets(deps.db)),
  ),
  handle(listFocusAreas, () => ({ focus_areas: [...FOCUS_AREAS] })),
  handle(listStyles, () => ({ styles: [...STYLES] })),
  handle(getSequence, async ({ deps, actor, params, cached }) => {
    const read = async (viewerId?: number) =>
      toSequenceDetail(await sequences.get(deps.db, viewerId, params.sequence_id), deps.config.PUBLIC_URL)
    const cachedPreset = () => cached(cacheRules.presets, params, () => read())
    if (!actor) return cachedPreset()
    const marks = await marksOf(deps, actor.userId)
    if (marks.own.includes(params.sequence_id)) return read(actor.userId)
    return withMark((await cachedPreset()).read(), marks)
  }),
]
