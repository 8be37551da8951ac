/** Head, hair and neck. Local frame of the head: x to the face (side view) or to the right (front view), y to the crown. */
import { add, circle, inFrame, leftOf, pointAt, subtract, times } from './geometry.ts'
import type { Point } from './geometry.ts'
import { arc, limbOutline, shapeIn } from './drawing.ts'
import type { Mark } from './drawing.ts'
import { LENGTHS, RADII } from './proportions.ts'
import { SPINE_STEPS } from './skeleton.ts'
import type { Skeleton } from './skeleton.ts'

export type HeadView = 'side' | 'away' | 'front' | 'back'

const PROFILE: readonly Point[] = [
  [0, 13],
  [7.4, 9.6],
  [9.8, 3.6],
  [10, 1],
  [12.3, -2.2],
  [10.2, -4.2],
  [10, -7.4],
  [7.2, -11.6],
  [2, -11],
  [-4, -6],
  [-9.6, 0],
  [-7.6, 9],
]
const PROFILE_HAIR: readonly Point[] = [
  [8.2, 9.8],
  [1, 14],
  [-8, 10.9],
  [-11.4, 1],
  [-8.6, -6.2],
  [-5, -8],
  [-2.4, -3.6],
  [0.2, 1.6],
  [5, 5.4],
]
const FACE: readonly Point[] = [
  [0, 13],
  [8.2, 8.6],
  [9.8, 1],
  [7.8, -6.6],
  [0, -12.4],
  [-7.8, -6.6],
  [-9.8, 1],
  [-8.2, 8.6],
]
const FACE_HAIR: readonly Point[] = [
  [0, 14.4],
  [8, 10.8],
  [10.9, 3],
  [9.8, -2.6],
  [7.6, 2.6],
  [1.2, 8.4],
  [-6.6, 4],
  [-9.8, -2.6],
  [-10.9, 3],
  [-8, 10.8],
]
const BACK_HAIR: readonly Point[] = [
  [0, 14.2],
  [8.4, 10.2],
  [10.8, 2],
  [8.2, -6.8],
  [0, -10],
  [-8.2, -6.8],
  [-10.8, 2],
  [-8.4, 10.2],
]

function sideHead(center: Point, crown: Point, face: Point): Mark[] {
  const at = (x: number, y: number): Point => inFrame(center, face, crown, x, y)
  return [
    { kind: 'outline', tone: 'hair', far: false, knots: circle(at(-8.3, 9.4), 5.1) },
    { kind: 'outline', tone: 'skin', far: false, knots: shapeIn(center, face, crown, PROFILE) },
    { kind: 'patch', tone: 'hair', far: false, knots: shapeIn(center, face, crown, PROFILE_HAIR) },
    { kind: 'line', far: false, knots: arc(at(5, 0.4), at(8.6, 0.6), dotSign(crown, face) * 1.1) },
  ]
}

/** The way an arc from back to front of the face bulges so that it hangs down like a closed eye. */
const dotSign = (crown: Point, face: Point): number =>
  leftOf(face)[0] * crown[0] + leftOf(face)[1] * crown[1] > 0 ? -1 : 1

function frontHead(center: Point, crown: Point): Mark[] {
  const right = times(leftOf(crown), -1)
  const at = (x: number, y: number): Point => inFrame(center, right, crown, x, y)
  return [
    { kind: 'outline', tone: 'hair', far: false, knots: circle(at(0, 15), 5.4) },
    { kind: 'outline', tone: 'skin', far: false, knots: shapeIn(center, right, crown, FACE) },
    { kind: 'patch', tone: 'hair', far: false, knots: shapeIn(center, right, crown, FACE_HAIR) },
    { kind: 'line', far: false, knots: arc(at(-5.8, -0.6), at(-2.2, -0.6), -1.1) },
    { kind: 'line', far: false, knots: arc(at(2.2, -0.6), at(5.8, -0.6), -1.1) },
    { kind: 'line', far: false, knots: arc(at(-1.9, -6.8), at(1.9, -6.8), -0.9) },
  ]
}

function backHead(center: Point, crown: Point): Mark[] {
  const right = times(leftOf(crown), -1)
  return [
    { kind: 'outline', tone: 'hair', far: false, knots: shapeIn(center, right, crown, BACK_HAIR) },
    { kind: 'outline', tone: 'hair', far: false, knots: circle(inFrame(center, right, crown, 0, 8), 5.6) },
  ]
}

/** The head: `side` looks the way the figure faces, `away` the other way. */
export function headMarks(skeleton: Skeleton, view: HeadView): Mark[] {
  const center = skeleton.joints.head
  const crown = skeleton.crownAlong
  if (view === 'front') return frontHead(center, crown)
  if (view === 'back') return backHead(center, crown)
  const clockwise = (view === 'side' ? 1 : -1) * skeleton.facing
  return sideHead(center, crown, times(leftOf(crown), -clockwise))
}

/** The neck, which reaches a little into trunk and skull so that neither shows a gap. */
export function neckMarks(skeleton: Skeleton): Mark[] {
  const top = pointAt(skeleton.spine, SPINE_STEPS)
  const from = subtract(top, times(skeleton.neckAlong, 5))
  const toSkull = add(times(skeleton.neckAlong, LENGTHS.neck - 1), times(skeleton.crownAlong, 3))
  const to = add(top, times(toSkull, skeleton.neckForeshorten))
  return [
    { kind: 'outline', tone: 'skin', far: false, knots: limbOutline(from, to, [RADII.neck, RADII.neck]) },
  ]
}
