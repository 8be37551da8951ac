import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { distance } from './geometry.ts'
import { parseFigure, slugOf } from './figure.ts'
import type { Figure } from './figure.ts'
import { LENGTHS } from './proportions.ts'
import { LINE_WIDTH, renderFigure } from './render-figure.ts'
import { BOX } from './scene.ts'
import { bodyPaths, checkWellFormed, CONTACT_HEIGHT, pathPoints, SIDES } from './svg-checks.fixture.ts'
import { resolveBody } from './skeleton.ts'
import type { LimbLine, Skeleton } from './skeleton.ts'

const NAMES = [
  'Mountain Pose',
  "Child's Pose",
  'Downward Facing Dog',
  'Cat-Cow Pose',
  'Corpse Pose',
  'Easy Pose',
  'Standing Forward Bend',
  'Warrior I',
  'Bridge Pose',
  'Tree Pose',
  'Warrior II',
  'Triangle Pose',
  'Extended Side Angle Pose',
  'Seated Forward Bend',
  'Boat Pose',
  'Cobra Pose',
  'Camel Pose',
  'Seated Spinal Twist',
  'Dolphin Pose',
  'Pigeon Pose',
  'Crow Pose',
  'Headstand',
  'Wheel Pose',
  'Side Plank',
  'King Dancer Pose',
  'Forearm Stand',
  'Firefly Pose',
  'Bound Angle Pose',
  'Plow Pose',
  'Shoulder Stand',
  'Staff Pose',
  'Reclined Bound Angle Pose',
  'Legs Up the Wall',
  'Happy Baby Pose',
  'Sphinx Pose',
  'Seated Side Bend',
  'Extended Puppy Pose',
  'Supine Spinal Twist',
  'Garland Pose',
  'Locust Pose',
  'Wide-Legged Forward Bend',
  'Gate Pose',
  'Knees to Chest Pose',
  'Reclining Hand to Big Toe Pose',
  'Low Lunge',
  'Revolved Triangle Pose',
  'Half Moon Pose',
  'Warrior III',
  'Revolved Side Angle Pose',
  'Standing Split',
  'Eagle Pose',
  'Bow Pose',
  'Lizard Pose',
  'Reverse Warrior',
  'Fish Pose',
  'Seated Wide-Legged Forward Bend',
  'Lord of the Dance Pose Full Expression',
  'Revolved Head to Knee Pose',
  'Supported Shoulderstand',
  'Side Crow Pose',
  'Flying Pigeon Pose',
  'Scorpion Pose',
  'Peacock Pose',
  'Eight Angle Pose',
  'Handstand',
  'Full Wheel Pose',
  'Heron Pose',
  'One-Legged King Pigeon Pose Full',
  'Yogic Sleep Pose',
  'Forearm Wheel Pose',
  'Splits',
  'Feathered Peacock Pose',
  'Twisted Flying Crow',
  'Upward Plank Pose',
  'Noose Pose',
  'One-Handed Tiger Pose',
  'Tortoise Pose',
  'Destroyer of the Universe Pose',
  'Shoulder Pressing Pose',
  'Formidable Face Pose',
]
const MAX_BYTES = 6000
/** How far (view-box units) a shape may reach below the floor line: feet seen from the front stand a little before it. */
const BELOW_FLOOR = 5
const TOLERANCE = 0.01

const root = join(import.meta.dirname, '..', '..')
const source = join(root, 'content', 'figures')
const generated = join(root, 'generated', 'figures')
const files = readdirSync(source)
  .filter((name) => name.endsWith('.json'))
  .toSorted()
const figures = files.map((name) => parseFigure(readFileSync(join(source, name), 'utf8')))

const near = (actual: number, expected: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) <= expected * TOLERANCE + 1e-6, `${what}: ${actual}, not ${expected}`)

function checkLimb(line: LimbLine, bones: readonly [number, number, number], what: string): void {
  const seen = [
    distance(line.upper, line.middle),
    distance(line.middle, line.lower),
    distance(line.lower, line.tip),
  ]
  line.foreshorten.forEach((factor, index) => {
    assert.ok(factor > 0 && factor <= 1, `${what}: foreshortening ${factor}`)
    near(seen[index] ?? 0, (bones[index] ?? 0) * factor, `${what} bone ${index}`)
  })
  assert.ok(line.miss <= 1, `${what} misses its target by ${line.miss}`)
}

function checkTrunk(skeleton: Skeleton, figure: Figure, index: number): void {
  const body = figure.bodies[index]
  const size = skeleton.spine
    .slice(1)
    .reduce((sum, point, step) => sum + distance(skeleton.spine[step] ?? point, point), 0)
  near(size, LENGTHS.torso * (body?.spineForeshorten ?? 1), `${figure.slug} torso`)
  const reach = distance(skeleton.joints.neck, skeleton.joints.head)
  assert.ok(reach <= (LENGTHS.neck + LENGTHS.head) * skeleton.neckForeshorten + 1e-6, `${figure.slug} neck`)
}

describe('figures', () => {
  test('there is one for each of the 80 poses, under its slug', () => {
    assert.equal(NAMES.length, 80)
    assert.deepEqual(files, NAMES.map((name) => `${slugOf(name)}.json`).toSorted())
    figures.forEach((figure, index) => {
      assert.equal(`${figure.slug}.json`, files[index])
      assert.equal(figure.slug, slugOf(figure.name))
      assert.ok(NAMES.includes(figure.name))
    })
  })

  test('every body has the shared proportions, but for marked foreshortening', () => {
    for (const figure of figures) {
      figure.bodies.map(resolveBody).forEach((skeleton, index) => {
        checkTrunk(skeleton, figure, index)
        for (const side of SIDES) {
          checkLimb(
            skeleton.arms[side],
            [LENGTHS.upperArm, LENGTHS.forearm, LENGTHS.hand],
            `${figure.slug} arm ${side}`,
          )
          checkLimb(
            skeleton.legs[side],
            [LENGTHS.thigh, LENGTHS.shin, LENGTHS.foot],
            `${figure.slug} leg ${side}`,
          )
        }
      })
    }
  })

  test('grounded joints rest on the floor', () => {
    for (const figure of figures) {
      for (const body of figure.bodies) {
        if (figure.view !== 'above') assert.ok(body.ground.length > 0, `${figure.slug} rests on nothing`)
        const { joints } = resolveBody(body)
        for (const name of body.ground) {
          const kind = name.replace(/(Left|Right)$/, '') as keyof typeof CONTACT_HEIGHT
          const height = joints[name][1]
          assert.ok(
            height >= -0.5 && height <= CONTACT_HEIGHT[kind],
            `${figure.slug} ${name} is at ${height}`,
          )
        }
      }
    }
  })
})

describe('renderFigure', () => {
  test('gives small, well-formed, self-contained SVG', () => {
    for (const figure of figures) {
      const svg = renderFigure(figure)
      assert.ok(Buffer.byteLength(svg) < MAX_BYTES, `${figure.slug} has ${Buffer.byteLength(svg)} bytes`)
      checkWellFormed(svg, figure.slug)
      assert.match(
        svg,
        /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 400 300" role="img"><title>[^<]+<\/title>/,
      )
      assert.doesNotMatch(svg, /script|href|url\(|style|font|NaN|Infinity/)
    }
  })

  test('keeps every stroke inside the view box and above the floor', () => {
    const edge = LINE_WIDTH / 2 + 1
    for (const figure of figures) {
      const lowest = figure.view === 'above' ? BOX.height - edge : BOX.floorY + BELOW_FLOOR
      for (const [x, y] of bodyPaths(renderFigure(figure)).flatMap(pathPoints)) {
        assert.ok(
          x >= edge && x <= BOX.width - edge && y >= edge,
          `${figure.slug} leaves the box at ${x} ${y}`,
        )
        assert.ok(y <= lowest, `${figure.slug} goes below the floor at ${x} ${y}`)
      }
    }
  })

  test('is pure, and the committed SVGs are up to date', () => {
    for (const figure of figures) {
      const svg = renderFigure(figure)
      assert.equal(renderFigure(figure), svg)
      assert.equal(
        readFileSync(join(generated, `${figure.slug}.svg`), 'utf8'),
        svg,
        `${figure.slug}: run scripts/render-figures.ts`,
      )
    }
    assert.deepEqual(
      readdirSync(generated).toSorted(),
      figures.map((figure) => `${figure.slug}.svg`).toSorted(),
    )
  })

  test('a figure with a bad limb is refused by name', () => {
    const [first] = figures
    const text = JSON.stringify({ ...first, bodies: [{ ...first?.bodies[0], leftArm: {} }] })
    assert.throws(() => parseFigure(text), /leftArm needs either angles or to/)
  })
})
