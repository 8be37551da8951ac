import { z } from 'zod'
import { flag, idNumber, integer } from '@groundwork/kit/http/coerce'
import { line, prose } from '@groundwork/kit/http/text'
import { mediaAddress } from '../images/image-address.ts'
import { Category, Difficulty } from '../vocabulary.ts'

const name = () => line().min(1).max(255)
const paragraph = (max: number) => prose().min(1).max(max)
const lines = () => z.array(line().min(1).max(1000)).max(50)
const words = () => z.array(line().min(1).max(50)).max(30)

/** A list that may be absent; null empties it. */
const optionalList = <S extends z.ZodType<string[]>>(list: S) =>
  list.nullable().transform((value) => value ?? [])

const BULLET = /^\s*[•*-]\s*/

/** Lines, or one text with a line each as clients show it, whose bullets are not kept. */
const bulletedLines = () =>
  z
    .preprocess((value) => (typeof value === 'string' ? splitLines(value) : value), lines().nullable())
    .transform((value) => value ?? [])
    .meta({ description: 'A list, or one text with a line each.' })

const splitLines = (text: string) =>
  text
    .split('\n')
    .map((one) => one.replace(BULLET, '').trim())
    .filter((one) => one !== '')

/** What every pose has. */
const required = {
  name_english: name(),
  category: Category,
  difficulty_level: Difficulty,
  description: paragraph(5000),
  instructions: lines().min(1),
  image_urls: z.array(mediaAddress()).min(1).max(20),
}

/** What a pose may have; null takes it away. */
const optional = {
  name_sanskrit: name().nullable(),
  name_sanskrit_iast: name().nullable(),
  entry_instructions: optionalList(lines()),
  exit_instructions: optionalList(lines()),
  holding_cues: paragraph(2000).nullable(),
  breathing_pattern: paragraph(2000).nullable(),
  benefits: bulletedLines(),
  contraindications: bulletedLines(),
  modifications: optionalList(lines()),
  props: optionalList(words()),
  target_areas: optionalList(words()),
  audio_url: mediaAddress().nullable(),
  has_side_variation: flag(),
  default_duration_seconds: integer(z.int().min(10).max(600)),
}

const Optional = z.object(optional).partial()

/** A new pose as a caller sends it. Text is plain text: markup in it is kept as it is and never rendered. */
export const NewPose = z.object({ ...required, ...Optional.shape, is_published: flag().optional() })

/** Any part of a pose; what is left out stays as it is. */
export const PosePatch = z.object({ ...required, ...optional }).partial()

/** A pose in a file of many, or any part of one. A field that is not known is more likely misspelt than meant. */
export const PoseLine = z.strictObject({
  ...z.object({ ...required, ...optional, is_published: flag() }).partial().shape,
  pose_id: idNumber().optional(),
})

/** A pose in a file of many, with all that a new one needs. */
export const FullPoseLine = NewPose.extend({ pose_id: idNumber().optional() })

/** Everything that is written of a pose, as versions and files keep it. */
export type PoseContent = Required<z.output<typeof PosePatch>> & { is_published: boolean }

const EMPTY: Omit<PoseContent, keyof typeof required> = {
  name_sanskrit: null,
  name_sanskrit_iast: null,
  entry_instructions: [],
  exit_instructions: [],
  holding_cues: null,
  breathing_pattern: null,
  benefits: [],
  contraindications: [],
  modifications: [],
  props: [],
  target_areas: [],
  audio_url: null,
  has_side_variation: false,
  default_duration_seconds: 60,
  is_published: true,
}

/** A new pose with everything that its sender left out. */
export const completePose = (given: z.output<typeof NewPose>): PoseContent => ({ ...EMPTY, ...given })
