import { pageFields } from '@groundwork/kit/http/page'
import { cacheRules } from '../cached.ts'
import { handle } from '../handle.ts'
import { FOCUS_AREAS, STYLES } from '../vocabulary.ts'
import { countCategories, getSequence, listFocusAreas, listSequences, listStyles } from './contract.ts'
import { marksOf, withMark, type Marks } from './marks.ts'
import * as sequences from './sequences.ts'
import { toSequence, toSequenceDetail } from './to-sequence.ts'

type Found = Awaited<ReturnType<typeof sequences.list>>

export const sequenceRoutes = [
  handle(listSequences, async ({ deps, actor, query, answer, cached }) => {
    const toPage = ({ total, items }: Found) => ({
      sequences: items.map((row) => toSequence(row, deps.config.PUBLIC_URL)),
      ...pageFields(total, query),
    })
    const about = { ...query, preset_only: query.preset_only === false }
    const cachedPresets = () =>
      cached(cacheRules.presets, about, async (kept) => {
        const page = toPage(await sequences.list(deps.db, undefined, query))
        kept.header('x-total-count', String(page.total))
        return page
      })
    if (!actor || sequences.findsNothing(query)) return cachedPresets()
    const { userId } = actor
    // Presets and sequences of their own stand in one order.
    const isAboutOwn = (marks: Marks) => query.preset_only !== true && marks.own.length > 0
    const readMarked = () =>
      cached.along(cacheRules.presets, about, async (presets, keep) => {
        const { marks, page } = await sequences.listMarked(deps.db, userId, query, presets !== undefined)
        if (isAboutOwn(marks)) return { marks, seen: toPage(page) }
        const seen = presets ?? toPage(page)
        keep(seen, { 'x-total-count': String(seen.total) })
        return { marks, seen }
      })
    const { marks, seen } = await marksOf(deps, userId, readMarked)
    const page =
      seen ??
      (isAboutOwn(marks)
        ? toPage(await sequences.list(deps.db, userId, query))
        : (await cachedPresets()).read())
    answer.header('x-total-count', String(page.total))
    return { ...page, sequences: page.sequences.map((sequence) => withMark(sequence, marks)) }
  }),
  handle(countCategories, ({ deps, cached }) =>
    cached(cacheRules.presets, null, () => sequences.countPresets(deps.db)),
  ),
  handle(listFocusAreas, () => ({ focus_areas: [...FOCUS_AREAS] })),
  handle(listStyles, () => ({ styles: [...STYLES] })),
  handle(getSequence, async ({ deps, actor, params, cached }) => {
    const id = params.sequence_id
    const toDetail = (found: Parameters<typeof toSequenceDetail>[0] | undefined) =>
      toSequenceDetail(sequences.present(found, id), deps.config.PUBLIC_URL)
    const cachedPreset = () =>
      cached(cacheRules.presets, params, async () => toDetail(await sequences.find(deps.db, undefined, id)))
    if (!actor) return cachedPreset()
    const { userId } = actor
    const readMarked = () =>
      cached.along(cacheRules.presets, params, async (preset, keep) => {
        const { marks, found } = await sequences.findMarked(deps.db, userId, id, preset !== undefined)
        if (preset && !found) return { marks, seen: () => preset }
        if (found && !marks.own.includes(id)) keep(toDetail(found))
        return { marks, seen: () => toDetail(found) }
      })
    const { marks, seen } = await marksOf(deps, userId, readMarked)
    const sequence = seen
      ? seen()
      : marks.own.includes(id)
        ? toDetail(await sequences.find(deps.db, userId, id))
        : (await cachedPreset()).read()
    return withMark(sequence, marks)
  }),
]
