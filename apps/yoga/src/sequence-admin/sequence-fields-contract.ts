import { z } from 'zod'
import { flag, idNumber, integer } from '@groundwork/kit/http/coerce'
import { line, prose } from '@groundwork/kit/http/text'
import { MIN_STEPS } from '../custom-sequences/contract.ts'
import { mediaAddress } from '../images/image-address.ts'
import { Difficulty, FocusArea, Style } from '../vocabulary.ts'

const MAX_STEPS = 200

const position = integer(z.int().min(1).max(10_000))

const step = {
  pose_id: idNumber(),
  duration_seconds: integer(z.int().min(10).max(600)).meta({ description: 'How long the pose is held.' }),
  side: z.enum(['left', 'right']).nullish(),
  notes: line().min(1).max(500).nullish(),
}

/** Says of every step whose position an earlier one has that it does; all steps have one, or none. */
function refuseRepeated(steps: readonly { position_order?: number }[], context: z.core.$RefinementCtx): void {
  const taken = new Set<number>()
  for (const [i, { position_order: place }] of steps.entries()) {
    if ((place === undefined) !== (steps[0]!.position_order === undefined)) {
      const message = 'is needed for all steps, or for none'
      context.addIssue({ code: 'custom', path: [i, 'position_order'], message })
    }
    if (place === undefined) continue
    if (taken.has(place)) {
      const message = 'is the position of an earlier step: give each its own'
      context.addIssue({ code: 'custom', path: [i, 'position_order'], message })
    }
    taken.add(place)
  }
}

const steps = <S extends z.ZodType<{ position_order?: number }>>(of: S) =>
  z.array(of).min(MIN_STEPS).max(MAX_STEPS).superRefine(refuseRepeated)

/** The steps of a sequence as callers send them. */
const PlacedSteps = steps(z.object({ ...step, position_order: position })).meta({
  description: 'Practised in the order of their positions.',
})

/** The steps of a sequence in a file: in the order of the list, unless each says its position. */
const ListedSteps = steps(z.strictObject({ ...step, position_order: position.optional() }))

/** What every sequence has, its steps apart. */
const required = {
  name: line().min(1).max(255),
  difficulty_level: Difficulty,
  duration_minutes: integer(z.int().min(1).max(120)).meta({ description: 'As stated to people.' }),
  focus_area: FocusArea,
  style: Style,
}

/** What a sequence may have; null takes it away. */
const optional = {
  description: prose().min(1).max(2000).nullable(),
  theme: line().min(1).max(50).nullable(),
  image_url: mediaAddress().nullable(),
}

const Optional = z.object(optional).partial()

/** A new sequence as a caller sends it. Text is plain text: markup in it is kept as it is and never rendered. */
export const NewSequence = z.object({
  ...required,
  ...Optional.shape,
  is_published: flag().optional(),
  is_preset: flag().default(false).meta({ description: 'False makes it a custom sequence of your own.' }),
  poses: PlacedSteps,
})

/** Any part of a sequence; what is left out stays as it is. */
export const SequencePatch = z.object({ ...required, ...optional, poses: PlacedSteps }).partial()

const listed = { ...required, steps: ListedSteps }

/** A preset in a file of many, or any part of one. A field that is not known is more likely misspelt than meant. */
export const SequenceLine = z.strictObject({
  ...z.object({ ...listed, ...optional, is_published: flag() }).partial().shape,
  sequence_id: idNumber().optional(),
})

/** A preset in a file of many, with all that a new one needs. */
export const FullSequenceLine = z.object({
  ...listed,
  ...Optional.shape,
  is_published: flag().optional(),
  sequence_id: idNumber().optional(),
})
