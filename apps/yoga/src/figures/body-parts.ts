/** Trunk, arms and legs as marks. */
import { add, between, distance, dot, mix, pointAt, subtract, times, unit } from './geometry.ts'
import type { Knot, Point } from './geometry.ts'
import type { LimbPose } from './figure.ts'
import { bandOutline, limbOutline, shapeIn } from './drawing.ts'
import type { Mark, Tone } from './drawing.ts'
import { LENGTHS, RADII, SHOULDER_AT, SLEEVE_LENGTH, TORSO, WAIST_STATION } from './proportions.ts'
import type { TorsoStation } from './proportions.ts'
import { SPINE_STEPS } from './skeleton.ts'
import type { LimbLine, Skeleton } from './skeleton.ts'

/** Looking along the toes; second number towards the sole. */
const FOOT: readonly Point[] = [
  [-4.4, -4],
  [-6.4, 2.2],
  [-3.6, 5.8],
  [16, 5.9],
  [19.4, 3.8],
  [14, 0.2],
  [4.2, -5],
]
/** A limb whose bones point apart by more than the angle with this negative cosine counts as folded. */
const FOLDED = 0.7
const FOOT_FROM_FRONT = [4.4, 5.6, 5]
const HAND: readonly Point[] = [
  [-2, -3.2],
  [6, -4],
  [13.6, -2.4],
  [14.4, 1.8],
  [6, 3.8],
  [-2, 3.2],
]
const FIST: readonly Point[] = [
  [-2, -3.2],
  [4, -4.6],
  [8.4, -3],
  [9, 1.5],
  [5, 4.4],
  [-2, 3.2],
]

/** Half widths of the trunk at a station, left and right of the spine. */
function halfWidths(station: TorsoStation, skeleton: Skeleton): [left: number, right: number] {
  const turn = Math.abs(mix(skeleton.turn[0], skeleton.turn[1], station.at))
  const back = mix(station.back, station.side, turn)
  const front = mix(station.front, station.side, turn)
  return skeleton.facing > 0 ? [back, front] : [front, back]
}

function torsoOutline(skeleton: Skeleton): Knot[] {
  const steps = TORSO.map((station) => Math.round(station.at * SPINE_STEPS))
  const widths = TORSO.map((station) => halfWidths(station, skeleton))
  return bandOutline({
    center: steps.map((step) => pointAt(skeleton.spine, step)),
    along: steps.map((step) => pointAt(skeleton.spineAlong, step)),
    leftRadius: widths.map(([left]) => left),
    rightRadius: widths.map(([, right]) => right),
    startCap: 11,
    endCap: 3,
  })
}

/** The part of the torso outline below the waist, closed straight across it. */
function pelvisOutline(torso: readonly Knot[]): Knot[] {
  const count = TORSO.length
  const left = torso.slice(0, WAIST_STATION + 1)
  const right = torso.slice(2 * count - WAIST_STATION, 2 * count + 2)
  const straight = (list: readonly Knot[], index: number, edge: 'before' | 'after'): Knot[] =>
    list.map((knot, position) => (position === index ? { ...knot, [edge]: 0 } : knot))
  return [...straight(left, WAIST_STATION, 'after'), ...straight(right, 0, 'before')]
}

/** The trunk in its top, from the hips to the shoulders. */
export function torsoMark(skeleton: Skeleton): Mark {
  return { kind: 'outline', tone: 'top', far: false, knots: torsoOutline(skeleton) }
}

/** The leggings over the hips; drawn after a thigh, they join thigh and trunk. */
export function pelvisPatch(skeleton: Skeleton): Mark {
  return { kind: 'patch', tone: 'legs', far: false, knots: pelvisOutline(torsoOutline(skeleton)) }
}

/** Joins a thigh that was drawn before the trunk to the leggings over the hips. */
export function hipSeam(line: LimbLine): Mark {
  const start = toward(line.upper, line.middle, 3)
  return seam([start, toward(line.upper, line.middle, 18)], 'legs', false, 10)
}

/** The short sleeve over the upper arm; `shoulder` is joined to the trunk when the trunk is drawn already. */
export function sleeveMarks(line: LimbLine, far: boolean, onTrunk: boolean, skeleton: Skeleton): Mark[] {
  const [shoulderRadius, elbowRadius] = RADII.upperArm
  const hem = between(line.upper, line.middle, SLEEVE_LENGTH)
  const center = [line.upper, hem]
  const along = unit(subtract(line.middle, line.upper))
  const radii = [shoulderRadius + 0.4, mix(shoulderRadius, elbowRadius, SLEEVE_LENGTH) + 0.8]
  const knots = bandOutline({
    center,
    along: [along, along],
    leftRadius: radii,
    rightRadius: radii,
    startCap: radii[0] ?? 0,
    endCap: 1.2,
  })
  const sleeve: Mark = { kind: 'outline', tone: 'top', far, knots }
  if (!onTrunk) return [sleeve]
  const inner = pointAt(skeleton.spine, Math.round(SHOULDER_AT * SPINE_STEPS))
  const seenLength = distance(inner, skeleton.joints.neck) / (LENGTHS.torso * (1 - SHOULDER_AT))
  const away = times(along, -4 * Math.min(1, seenLength))
  return [sleeve, seam([line.upper, add(toward(line.upper, inner, 5), away)], 'top', far, shoulderRadius - 1)]
}

export interface LimbStyle {
  readonly upper: Tone
  readonly lower: Tone
  readonly upperRadii: readonly number[]
  readonly lowerRadii: readonly number[]
}

export const ARM_STYLE: LimbStyle = {
  upper: 'skin',
  lower: 'skin',
  upperRadii: RADII.upperArm,
  lowerRadii: RADII.forearm,
}
export const LEG_STYLE: LimbStyle = {
  upper: 'legs',
  lower: 'legs',
  upperRadii: RADII.thigh,
  lowerRadii: RADII.shin,
}

/** The upper part of a limb, thigh or upper arm. */
export function upperMarks(line: LimbLine, style: LimbStyle, far: boolean): Mark[] {
  return [
    {
      kind: 'outline',
      tone: style.upper,
      far,
      knots: limbOutline(line.upper, line.middle, style.upperRadii),
    },
  ]
}

/** Forearm and hand, which is a fist or open as the pose says. */
export function forearmMarks(line: LimbLine, pose: LimbPose, far: boolean): Mark[] {
  const size = line.foreshorten[2]
  const points = (pose.endView === 'fist' ? FIST : HAND).map(([x, y]): Point => [x * size, y])
  const hand = shapeIn(line.lower, line.end, line.sole, points)
  return [
    { kind: 'outline', tone: 'skin', far, knots: limbOutline(line.middle, line.lower, RADII.forearm) },
    { kind: 'outline', tone: 'skin', far, knots: hand },
    seam(
      [toward(line.lower, line.middle, 4), line.lower, add(line.lower, times(line.end, 2))],
      'skin',
      far,
      3,
    ),
  ]
}

/** Shin and foot, which is seen from the front or the side as the pose says; the leggings cover its ankle. */
export function shinMarks(line: LimbLine, pose: LimbPose, far: boolean): Mark[] {
  const foot: Knot[] =
    pose.endView === 'front'
      ? limbOutline(line.lower, add(line.lower, times(line.end, 5.5 * line.foreshorten[2])), FOOT_FROM_FRONT)
      : shapeIn(
          line.lower,
          line.end,
          line.sole,
          FOOT.map(([x, y]): Point => [x * line.foreshorten[2], y]),
        )
  return [
    { kind: 'outline', tone: 'skin', far, knots: foot },
    { kind: 'outline', tone: 'legs', far, knots: limbOutline(line.middle, line.lower, RADII.shin) },
  ]
}

const toward = (from: Point, to: Point, size: number): Point => {
  const span = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1
  const part = Math.min(1, size / span)
  return [mix(from[0], to[0], part), mix(from[1], to[1], part)]
}

function seam(points: readonly Point[], tone: Tone, far: boolean, radius: number): Mark {
  return { kind: 'seam', tone, far, points, width: radius * 2 }
}

/** Joins the two bones of a limb at the elbow/knee, over the bone that was drawn first; a folded limb keeps its crease. */
export function jointSeam(line: LimbLine, style: LimbStyle, far: boolean, first: 'upper' | 'lower'): Mark[] {
  const radius = style.lowerRadii[0] ?? 0
  const along = first === 'upper' ? line.upper : line.lower
  const straightness = dot(unit(subtract(line.middle, line.upper)), unit(subtract(line.lower, line.middle)))
  const part = (straightness + FOLDED) / (1 + FOLDED)
  if (part <= 0) return []
  const tone = first === 'upper' ? style.upper : style.lower
  return [seam([line.middle, toward(line.middle, along, radius * 1.6 * part)], tone, far, radius - 0.2)]
}
