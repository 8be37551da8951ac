/**
 * The figure file (content/figures/<slug>.json): how one pose is held.
 * Units and angles as in geometry.ts: x right, y up, floor at 0, degrees counter-clockwise from "right".
 */
import type { Point } from './geometry.ts'

export type Side = 'Left' | 'Right'
export type PartName =
  | 'neck'
  | 'torso'
  | 'head'
  | `upperArm${Side}`
  | `forearm${Side}`
  | `thigh${Side}`
  | `shin${Side}`
/** A part, or a whole limb (its upper, then its lower part). */
export type PartGroup = PartName | `arm${Side}` | `leg${Side}`
export type SidedJoint = 'shoulder' | 'elbow' | 'wrist' | 'hand' | 'hip' | 'knee' | 'ankle' | 'heel' | 'toe'
export type JointName = 'pelvis' | 'chest' | 'neck' | 'head' | 'crown' | `${SidedJoint}${Side}`
export type Heading = 'up' | 'down' | 'left' | 'right'

/** An arm or a leg: either the angles of its two bones, or the place of wrist/ankle and the way the joint points. */
export interface LimbPose {
  /** Directions of upper and lower bone. */
  readonly angles?: readonly [upper: number, lower: number]
  /** Where the wrist/ankle is: a point, or another joint (legs are placed before arms). */
  readonly to?: Point | JointName
  /** Added to `to`. */
  readonly offset?: Point
  /** Where the elbow/knee points when `to` is used. */
  readonly bend?: Heading | number
  /** Direction of the fingers/toes; without it the hand follows the forearm, the foot stands flat. */
  readonly end?: number
  /** How the hand/foot is seen: from the side, from the front (foreshortened), or a closed hand. */
  readonly endView?: 'side' | 'front' | 'fist'
  /** On which side of the foot (looking along the toes) the sole is; only where the knee does not tell. */
  readonly sole?: 'left' | 'right'
  /** Lengths as seen, as part of the true ones: upper bone, lower bone, hand/foot. */
  readonly foreshorten?: readonly [upper: number, lower: number, end: number]
  /** Moves the shoulder/hip joint from its place on the torso. */
  readonly shift?: Point
}

export interface Body {
  /** One joint of the trunk and its place; the rest of the trunk follows. */
  readonly at: { readonly joint: 'pelvis' | 'neck' | 'head' | 'chest'; readonly place: Point }
  /** To which side the front of the body points when the spine is upright and seen from the side. */
  readonly facing?: 'left' | 'right'
  /** 0 side view, 1 chest to the viewer, -1 back to the viewer; one value, or [pelvis, chest]. */
  readonly turn?: number | readonly [pelvis: number, chest: number]
  /** Directions of the spine from the pelvis to the neck, evenly spaced; more than one makes it curve. */
  readonly spine: readonly number[]
  /** Length as seen, as part of the true one, of the spine and of the neck (base of the neck to middle of the head). */
  readonly spineForeshorten?: number
  readonly neckForeshorten?: number
  /** Direction of the neck (default: end of the spine) and of the crown (default: as the neck). */
  readonly neck?: number
  readonly head?: number
  /** How the head is seen; `side` looks to `facing`, `away` to the other side. */
  readonly face?: 'side' | 'away' | 'front' | 'back'
  readonly leftArm: LimbPose
  readonly rightArm: LimbPose
  readonly leftLeg: LimbPose
  readonly rightLeg: LimbPose
  /** Parts drawn lighter, as being on the far side (default: the limbs turned away in a side view). */
  readonly far?: readonly PartGroup[]
  /** Parts drawn after / before all others, in this order, and parts left out. */
  readonly front?: readonly PartGroup[]
  readonly back?: readonly PartGroup[]
  readonly hide?: readonly PartGroup[]
  /** The joints that rest on the floor. */
  readonly ground: readonly JointName[]
}

export type Prop =
  | { readonly kind: 'wall'; readonly x: number }
  | { readonly kind: 'block'; readonly x: number; readonly width: number; readonly height: number }

export interface Figure {
  readonly slug: string
  readonly name: string
  /** `above` shows a lying figure on a mat instead of the floor line; y = 0 is then the middle of the mat. */
  readonly view: 'side' | 'front' | 'three-quarter' | 'back' | 'above'
  /** Enlargement of a low pose, 1 to 1.8. */
  readonly scale?: number
  readonly bodies: readonly Body[]
  readonly props?: readonly Prop[]
}

const LIMBS = ['leftArm', 'rightArm', 'leftLeg', 'rightLeg'] as const

function checkBody(body: Body, where: string): void {
  if (!Array.isArray(body.spine) || body.spine.length === 0) throw new Error(`${where}: spine needs angles`)
  if (!Array.isArray(body.ground)) throw new Error(`${where}: ground must list joints`)
  for (const name of LIMBS) {
    const limb = body[name]
    if (limb === undefined) throw new Error(`${where}: ${name} is missing`)
    if ((limb.angles === undefined) === (limb.to === undefined)) {
      throw new Error(`${where}: ${name} needs either angles or to`)
    }
    if (limb.to !== undefined && limb.bend === undefined) throw new Error(`${where}: ${name} needs bend`)
  }
}

/** Read a figure from the text of its file; throws an Error that names what is wrong. */
export function parseFigure(text: string): Figure {
  const figure = JSON.parse(text) as Figure
  if (!/^[a-z]+(-[a-z]+)*$/.test(figure.slug)) throw new Error(`${figure.slug}: not a slug`)
  if (figure.scale !== undefined && (figure.scale < 1 || figure.scale > 1.8)) {
    throw new Error(`${figure.slug}: scale must be 1 to 1.8`)
  }
  if (!Array.isArray(figure.bodies) || figure.bodies.length === 0)
    throw new Error(`${figure.slug}: no bodies`)
  figure.bodies.forEach((body, index) => checkBody(body, `${figure.slug} body ${index}`))
  return figure
}

/** The slug of a pose: lower-case English name, spaces to hyphens, apostrophes dropped. */
export const slugOf = (name: string): string => name.toLowerCase().replaceAll("'", '').replaceAll(' ', '-')
