import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { CATEGORIES, DIFFICULTIES, FOCUS_AREAS, STYLES } from '../vocabulary.ts'
import { drawingUrl } from './seed-content.ts'
import { poseFacts } from './pose-facts.fixture.ts'
import { readContentFile, readContentFolder } from './read-content.ts'

interface Pose {
  pose_id: number
  name_english: string
  name_sanskrit: string
  name_sanskrit_iast: string
  category: string
  difficulty_level: string
  default_duration_seconds: number
  has_side_variation: boolean
  target_areas: string[]
  description: string
  instructions: string[]
  entry_instructions: string[]
  exit_instructions: string[]
  holding_cues: string
  breathing_pattern: string
  benefits: string[]
  contraindications: string[]
  modifications: string[]
  props: string[]
}

interface Sequence {
  name: string
  description: string
  difficulty_level: string
  duration_minutes: number
  focus_area: string
  style: string
  theme: string
  steps: { pose_id: number; duration_seconds: number; side: 'left' | 'right' | null; notes: string | null }[]
}

interface Breathing {
  slug: string
  name: string
  name_sanskrit: string | null
  instructions: string[]
  pattern: { phase: string; seconds: number; cue: string }[]
  default_minutes: number
  min_minutes: number
  max_minutes: number
}

interface Achievement {
  code: string
  name: string
  description: string
  type: string
  threshold_value: number
  category: string | null
}

const poses = await readContentFolder<Pose>('poses')
const sequences = await readContentFolder<Sequence>('sequences')
const breathing = await readContentFile<Breathing[]>('breathing.json')
const achievements = await readContentFile<Achievement[]>('achievements.json')
const posesById = new Map(poses.map((pose) => [pose.pose_id, pose]))

const countBy = <T>(items: readonly T[], keyOf: (item: T) => string) =>
  Object.fromEntries(
    [...Map.groupBy(items, keyOf)].map(([key, group]) => [key, group.length]).toSorted(),
  ) as Record<string, number>

const textsOf = (pose: Pose) => [
  pose.description,
  ...pose.instructions,
  ...pose.entry_instructions,
  ...pose.exit_instructions,
  pose.holding_cues,
  pose.breathing_pattern,
  ...pose.benefits,
  ...pose.contraindications,
  ...pose.modifications,
]

const repeated = (texts: readonly string[]) => [
  ...new Set(texts.filter((text, i) => texts.indexOf(text) !== i)),
]

describe('the poses that ship', () => {
  test('are the eighty of the contract, with its ids, names, categories, levels, holds, sides and areas', () => {
    const facts = poses.map((pose) => ({
      poseId: pose.pose_id,
      nameEnglish: pose.name_english,
      nameSanskrit: pose.name_sanskrit,
      category: pose.category,
      difficulty: pose.difficulty_level,
      holdSeconds: pose.default_duration_seconds,
      isTwoSided: pose.has_side_variation,
      targetAreas: pose.target_areas,
    }))
    assert.deepEqual(facts, poseFacts)
    assert.equal(poses.length, 80)
  })

  test('are split by level 25, 25 and 30, reach every category, and 34 have two sides', () => {
    assert.deepEqual(
      countBy(poses, (pose) => pose.difficulty_level),
      { advanced: 30, beginner: 25, intermediate: 25 },
    )
    assert.deepEqual(
      countBy(poses, (pose) => pose.category),
      {
        arm_balances: 10,
        backbends: 12,
        balancing: 9,
        forward_bends: 9,
        inversions: 12,
        restorative: 9,
        seated: 6,
        standing: 7,
        twists: 6,
      },
    )
    assert.equal(poses.filter((pose) => pose.has_side_variation).length, 34)
    assert.equal(new Set(poses.flatMap((pose) => pose.target_areas)).size, 35)
  })

  for (const pose of poses) {
    test(`${pose.name_english} says how to enter, hold, breathe and leave, and for whom it is not`, () => {
      between(pose.entry_instructions.length, 3, 5)
      between(pose.exit_instructions.length, 2, 3)
      between(pose.instructions.length, 8, 13)
      assert.ok(pose.benefits.length >= 1)
      assert.ok(pose.contraindications.length >= 1)
      assert.ok(pose.modifications.length >= 1)
      for (const text of [...textsOf(pose), ...pose.props, pose.name_sanskrit_iast]) {
        assert.equal(text, text.trim())
        assert.notEqual(text, '')
        assert.doesNotMatch(text, /[<>]/)
      }
    })

    test(`${pose.name_english} has a drawing`, () => {
      const file = drawingUrl(pose.name_english).replace('/images/poses/', '')
      assert.ok(existsSync(new URL(`../../generated/figures/${file}`, import.meta.url)), file)
    })
  }

  test('say nothing twice', () => {
    assert.deepEqual(repeated(poses.flatMap(textsOf)), [])
  })
})

describe('the sequences that ship', () => {
  test('are 25 or more, each with a name and description of its own', () => {
    assert.ok(sequences.length >= 25)
    assert.deepEqual(repeated(sequences.flatMap(({ name, description }) => [name, description])), [])
  })

  test('cover every level, focus, style and pose, and every length people look for', () => {
    const used = (valueOf: (sequence: Sequence) => string) => new Set(sequences.map(valueOf))
    assert.deepEqual(
      used(({ difficulty_level }) => difficulty_level),
      new Set<string>(DIFFICULTIES),
    )
    assert.deepEqual(
      used(({ focus_area }) => focus_area),
      new Set<string>(FOCUS_AREAS),
    )
    assert.deepEqual(
      used(({ style }) => style),
      new Set<string>(STYLES),
    )
    assert.equal(new Set(sequences.flatMap(({ steps }) => steps.map(({ pose_id }) => pose_id))).size, 80)
    for (const minutes of [15, 30, 45, 60])
      assert.ok(
        sequences.some((sequence) => sequence.duration_minutes === minutes),
        `${minutes} minutes`,
      )
    assert.deepEqual(new Set(poses.map(({ category }) => category)), new Set<string>(CATEGORIES))
  })

  for (const { name, duration_minutes: minutes, steps, difficulty_level: level } of sequences) {
    test(`${name} takes the ${minutes} minutes it states`, () => {
      const seconds = steps.reduce((sum, step) => sum + step.duration_seconds, 0)
      assert.equal(seconds, minutes * 60)
      assert.ok(steps.length >= 3)
      for (const step of steps) between(step.duration_seconds, 10, 600)
    })

    test(`${name} uses poses that exist and practises both sides of those that have two`, () => {
      const balance = new Map<number, number>()
      for (const { pose_id, side } of steps) {
        const pose = posesById.get(pose_id)
        assert.ok(pose, `pose ${pose_id}`)
        assert.equal(side !== null, pose.has_side_variation, `${pose.name_english}, side ${side}`)
        if (side !== null) balance.set(pose_id, (balance.get(pose_id) ?? 0) + (side === 'left' ? 1 : -1))
      }
      for (const [poseId, difference] of balance) assert.equal(difference, 0, `pose ${poseId}`)
    })

    if (level === 'beginner') {
      test(`${name} asks beginners for no arm balance`, () => {
        assert.ok(steps.every(({ pose_id }) => posesById.get(pose_id)!.category !== 'arm_balances'))
      })
    }
  }
})

describe('the breathing exercises that ship', () => {
  test('are the ten of the contract', () => {
    assert.deepEqual(
      breathing.map(({ name }) => name),
      [
        'Equal Breathing',
        'Three-Part Breath',
        'Ocean Breath',
        "Lion's Breath",
        'Cooling Breath',
        'Box Breathing',
        '4-7-8 Breath',
        'Alternate Nostril Breathing',
        'Skull-Shining Breath',
        'Bellows Breath',
      ],
    )
    for (const sanskrit of ['Sama Vritti', 'Nadi Shodhana', 'Bhastrika', 'Sitali', 'Ujjayi', 'Kapalabhati'])
      assert.ok(
        breathing.some((exercise) => exercise.name_sanskrit === sanskrit),
        sanskrit,
      )
  })

  for (const { slug, pattern, instructions, min_minutes, default_minutes, max_minutes } of breathing) {
    test(`${slug} can be guided from its pattern for one to twenty minutes`, () => {
      assert.match(slug, /^[a-z0-9-]+$/)
      for (const { phase, seconds, cue } of pattern) {
        assert.ok(['inhale', 'hold', 'exhale', 'rest'].includes(phase))
        between(seconds, 0.5, 20)
        assert.notEqual(cue, '')
      }
      assert.ok(instructions.length >= 3)
      assert.ok(1 <= min_minutes && min_minutes <= default_minutes)
      assert.ok(default_minutes <= max_minutes && max_minutes <= 20)
    })
  }

  test('say nothing twice', () => {
    assert.deepEqual(repeated(breathing.flatMap(({ instructions }) => instructions)), [])
  })
})

describe('the achievements that ship', () => {
  const thresholds = (type: string) =>
    achievements
      .filter((achievement) => achievement.type === type)
      .map(({ threshold_value }) => threshold_value)

  test('are reached at the days, sessions and hours of the contract', () => {
    assert.deepEqual(thresholds('streak'), [7, 14, 30, 60, 100])
    assert.deepEqual(thresholds('sessions'), [1, 10, 25, 50, 100, 500])
    assert.deepEqual(
      thresholds('time'),
      [10, 25, 50, 100].map((hours) => hours * 60),
    )
  })

  test('include one for every category, reached with all of its poses', () => {
    const mastery = achievements.filter(({ type }) => type === 'mastery')
    assert.deepEqual(
      Object.fromEntries(
        mastery.map(({ category, threshold_value }) => [category, threshold_value]).toSorted(),
      ),
      countBy(poses, (pose) => pose.category),
    )
  })

  test('have codes, names and descriptions of their own', () => {
    assert.deepEqual(
      repeated(achievements.flatMap(({ code, name, description }) => [code, name, description])),
      [],
    )
  })
})

function between(value: number, low: number, high: number): void {
  assert.ok(value >= low && value <= high, `${value} is not between ${low} and ${high}`)
}
