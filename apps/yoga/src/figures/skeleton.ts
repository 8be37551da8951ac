/**
 * From the compact figure file to joint positions: forward kinematics along the spine and along limbs
 * given by angles, two-bone inverse kinematics for limbs given by the place of the wrist or ankle.
 */
import {
  add,
  cross,
  direction,
  distance,
  dot,
  leftOf,
  mix,
  pointAt,
  subtract,
  times,
  unit,
} from './geometry.ts'
import type { Point } from './geometry.ts'
import type { Body, Heading, JointName, LimbPose, Side } from './figure.ts'
import { CHEST_AT, HIP_HALF_WIDTH, LENGTHS, SHOULDER_AT, SHOULDER_HALF_WIDTH } from './proportions.ts'

/** How an arm or leg lies: joints, direction of hand/foot, and for feet the direction of the sole. */
export interface LimbLine {
  readonly upper: Point
  readonly middle: Point
  readonly lower: Point
  readonly tip: Point
  readonly end: Point
  readonly sole: Point
  readonly foreshorten: readonly [number, number, number]
  /** Distance by which `to` is out of reach; 0 for a sound figure. */
  readonly miss: number
}

export interface Skeleton {
  /** Points of the spine from pelvis (first) to the base of the neck (last), evenly spaced. */
  readonly spine: readonly Point[]
  /** Direction of the spine at each of those points. */
  readonly spineAlong: readonly Point[]
  readonly neckAlong: Point
  readonly crownAlong: Point
  readonly neckForeshorten: number
  /** Turn of pelvis and chest, see Body.turn. */
  readonly turn: readonly [pelvis: number, chest: number]
  /** 1 if the front of the body lies clockwise of the spine (facing right), else -1. */
  readonly facing: 1 | -1
  readonly arms: Readonly<Record<Side, LimbLine>>
  readonly legs: Readonly<Record<Side, LimbLine>>
  readonly joints: Readonly<Record<JointName, Point>>
}

export const SPINE_STEPS = 20

const HEADINGS: Readonly<Record<Heading, number>> = { right: 0, up: 90, left: 180, down: 270 }

/** The angle at `t` (0 to 1) of a list of evenly spaced angles. */
function angleAlong(angles: readonly number[], t: number): number {
  const position = t * (angles.length - 1)
  const index = Math.min(Math.floor(position), Math.max(0, angles.length - 2))
  const from = angles[index] ?? 90
  return mix(from, angles[index + 1] ?? from, position - index)
}

/** The spine from the origin: points and directions. */
function layOutSpine(angles: readonly number[], size: number): { points: Point[]; along: Point[] } {
  const points: Point[] = [[0, 0]]
  const along: Point[] = [direction(angleAlong(angles, 0))]
  for (let step = 1; step <= SPINE_STEPS; step += 1) {
    const middle = direction(angleAlong(angles, (step - 0.5) / SPINE_STEPS))
    points.push(add(pointAt(points, step - 1), times(middle, size / SPINE_STEPS)))
    along.push(direction(angleAlong(angles, step / SPINE_STEPS)))
  }
  return { points, along }
}

/** Two bones of lengths `first` and `second` from `root` towards `target`, the joint pointing to `hint`. */
function reach(
  root: Point,
  target: Point,
  first: number,
  second: number,
  hint: Point,
): { middle: Point; lower: Point } {
  const line = unit(subtract(target, root))
  const span = Math.min(Math.max(distance(root, target), Math.abs(first - second)), first + second)
  const alongLine = span < 1e-9 ? 0 : (span * span + first * first - second * second) / (2 * span)
  const aside = Math.sqrt(Math.max(0, first * first - alongLine * alongLine))
  const normal = dot(leftOf(line), hint) >= 0 ? leftOf(line) : times(leftOf(line), -1)
  return {
    middle: add(root, add(times(line, alongLine), times(normal, aside))),
    lower: add(root, times(line, span)),
  }
}

/** The side of the foot on which the sole lies. */
function soleOf(pose: LimbPose, upper: Point, lower: Point, end: Point, facing: number): Point {
  if (pose.sole !== undefined) return pose.sole === 'left' ? leftOf(end) : times(leftOf(end), -1)
  const turned = cross(lower, end)
  const bent = cross(lower, upper)
  const sign = Math.abs(turned) > 0.3 ? turned : Math.abs(bent) > 0.2 ? bent : facing
  return times(leftOf(end), sign > 0 ? -1 : 1)
}

interface Bones {
  readonly first: number
  readonly second: number
  readonly end: number
}

/** Where the two bones of a limb lie: middle and lower joint, and the target they were to reach. */
function layOutBones(pose: LimbPose, root: Point, first: number, second: number, target: Point | undefined) {
  if (pose.angles !== undefined) {
    const middle = add(root, times(direction(pose.angles[0]), first))
    return { middle, lower: add(middle, times(direction(pose.angles[1]), second)), miss: 0 }
  }
  const goal = add(target ?? root, pose.offset ?? [0, 0])
  const bend = pose.bend ?? 0
  const bones = reach(root, goal, first, second, direction(typeof bend === 'number' ? bend : HEADINGS[bend]))
  return { ...bones, miss: distance(bones.lower, goal) }
}

function layOutLimb(
  pose: LimbPose,
  joint: Point,
  bones: Bones,
  facing: number,
  find: (name: JointName) => Point,
): LimbLine {
  const foreshorten = pose.foreshorten ?? [1, 1, 1]
  const root = add(joint, pose.shift ?? [0, 0])
  const target = typeof pose.to === 'string' ? find(pose.to) : pose.to
  const { middle, lower, miss } = layOutBones(
    pose,
    root,
    bones.first * foreshorten[0],
    bones.second * foreshorten[1],
    target,
  )
  const upperAlong = unit(subtract(middle, root))
  const lowerAlong = unit(subtract(lower, middle), upperAlong)
  const isLeg = bones.first === LENGTHS.thigh
  const end =
    pose.end !== undefined ? direction(pose.end) : isLeg ? direction(facing > 0 ? 0 : 180) : lowerAlong
  const tip = add(lower, times(end, bones.end * foreshorten[2]))
  const sole = soleOf(pose, upperAlong, lowerAlong, end, facing)
  return { upper: root, middle, lower, tip, end, sole, foreshorten, miss }
}

/** Left and right joint on the trunk: apart by the turn, and a touch apart in depth in a pure side view. */
function sidePoints(center: Point, along: Point, halfWidth: number, turn: number): Record<Side, Point> {
  const out = times(leftOf(along), halfWidth * turn)
  return { Right: add(center, out), Left: subtract(center, out) }
}

const ARM: Bones = { first: LENGTHS.upperArm, second: LENGTHS.forearm, end: LENGTHS.hand }
const LEG: Bones = { first: LENGTHS.thigh, second: LENGTHS.shin, end: LENGTHS.foot }

/** The joints of an arm or leg by name. */
function nameLimb(
  line: LimbLine,
  side: Side,
  names: readonly [string, string, string, string],
): Record<string, Point> {
  const points = [line.upper, line.middle, line.lower, line.tip]
  return Object.fromEntries(names.map((name, index) => [`${name}${side}`, pointAt(points, index)]))
}

/** The trunk: spine, neck and head, moved so that the joint of `body.at` is in its place. */
function layOutTrunk(body: Body) {
  const size = LENGTHS.torso * (body.spineForeshorten ?? 1)
  const { points, along } = layOutSpine(body.spine, size)
  const lastAngle = body.spine[body.spine.length - 1] ?? 90
  const neckAlong = direction(body.neck ?? lastAngle)
  const crownAlong = direction(body.head ?? body.neck ?? lastAngle)
  const top = pointAt(points, SPINE_STEPS)
  const reachUp = add(times(neckAlong, LENGTHS.neck), times(crownAlong, LENGTHS.head))
  const head = add(top, times(reachUp, body.neckForeshorten ?? 1))
  const chest = pointAt(points, Math.round(CHEST_AT * SPINE_STEPS))
  const anchors = { pelvis: pointAt(points, 0), neck: top, head, chest }
  const move = subtract(body.at.place, anchors[body.at.joint])
  const crown = add(head, times(crownAlong, 13))
  const trunk = { pelvis: anchors.pelvis, neck: top, head, chest, crown }
  const joints = Object.fromEntries(Object.entries(trunk).map(([name, point]) => [name, add(point, move)]))
  return { spine: points.map((point) => add(point, move)), along, neckAlong, crownAlong, joints }
}

/** All joint positions of one body. */
export function resolveBody(body: Body): Skeleton {
  const facing = body.facing === 'left' ? -1 : 1
  const turn: readonly [number, number] =
    typeof body.turn === 'number' ? [body.turn, body.turn] : (body.turn ?? [0, 0])
  const trunk = layOutTrunk(body)
  const joints: Record<string, Point> = { ...trunk.joints }
  const find = (name: JointName): Point => {
    const point = joints[name]
    if (point === undefined) throw new Error(`${name} is not placed yet`)
    return point
  }
  const shoulderStep = Math.round(SHOULDER_AT * SPINE_STEPS)
  const hips = sidePoints(pointAt(trunk.spine, 0), pointAt(trunk.along, 0), HIP_HALF_WIDTH, turn[0])
  const shoulders = sidePoints(
    pointAt(trunk.spine, shoulderStep),
    pointAt(trunk.along, shoulderStep),
    SHOULDER_HALF_WIDTH,
    turn[1],
  )
  const leg = (side: Side): LimbLine => {
    const line = layOutLimb(side === 'Left' ? body.leftLeg : body.rightLeg, hips[side], LEG, facing, find)
    Object.assign(joints, nameLimb(line, side, ['hip', 'knee', 'ankle', 'toe']))
    joints[`heel${side}`] = add(line.lower, add(times(line.end, -5), times(line.sole, 5.5)))
    return line
  }
  const arm = (side: Side): LimbLine => {
    const line = layOutLimb(
      side === 'Left' ? body.leftArm : body.rightArm,
      shoulders[side],
      ARM,
      facing,
      find,
    )
    Object.assign(joints, nameLimb(line, side, ['shoulder', 'elbow', 'wrist', 'hand']))
    return line
  }
  const legs = { Left: leg('Left'), Right: leg('Right') }
  const arms = { Left: arm('Left'), Right: arm('Right') }
  return {
    spine: trunk.spine,
    spineAlong: trunk.along,
    neckAlong: trunk.neckAlong,
    crownAlong: trunk.crownAlong,
    neckForeshorten: body.neckForeshorten ?? 1,
    turn,
    facing,
    arms,
    legs,
    joints: joints as Record<JointName, Point>,
  }
}
