/**
 * Plane geometry for the figures. Figure units: x to the right, y up, the floor at y = 0.
 * Angles are degrees, counter-clockwise: 0 points right, 90 up, 180 left, 270 (or -90) down.
 */

export type Point = readonly [x: number, y: number]

/** A point of an outline: the curve passes `at` in direction `along`, with Bezier handles of the given lengths. */
export interface Knot {
  readonly at: Point
  readonly along: Point
  readonly before: number
  readonly after: number
}

/** Maps figure units to view-box units: scale about the floor, then shift; y is turned downwards. */
export interface Placement {
  readonly scale: number
  readonly centerX: number
  readonly boxCenterX: number
  readonly floorY: number
}

export const add = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1]]
export const subtract = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1]]
export const times = (a: Point, factor: number): Point => [a[0] * factor, a[1] * factor]
export const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1]
export const cross = (a: Point, b: Point): number => a[0] * b[1] - a[1] * b[0]
const length = (a: Point): number => Math.hypot(a[0], a[1])
export const distance = (a: Point, b: Point): number => length(subtract(a, b))
export const mix = (a: number, b: number, t: number): number => a + (b - a) * t
export const between = (a: Point, b: Point, t: number): Point => [mix(a[0], b[0], t), mix(a[1], b[1], t)]

/** A quarter turn counter-clockwise. */
export const leftOf = (a: Point): Point => [-a[1], a[0]]

/** The unit vector at an angle in degrees. */
export function direction(degrees: number): Point {
  const radians = (degrees * Math.PI) / 180
  return [Math.cos(radians), Math.sin(radians)]
}

/** The unit vector along `a`; a zero vector gives `fallback`. */
export function unit(a: Point, fallback: Point = [1, 0]): Point {
  const size = length(a)
  return size < 1e-9 ? fallback : times(a, 1 / size)
}

/** The point at (`along`, `aside`) in the frame with origin `origin` and axes `xAxis`, `yAxis`. */
export function inFrame(origin: Point, xAxis: Point, yAxis: Point, along: number, aside: number): Point {
  return add(origin, add(times(xAxis, along), times(yAxis, aside)))
}

/** The point of a polyline at `index` (clamped to its ends). */
export function pointAt(points: readonly Point[], index: number): Point {
  const clamped = Math.max(0, Math.min(points.length - 1, index))
  const point = points[clamped]
  if (point === undefined) throw new Error('an empty list of points has no point')
  return point
}

/** Round to one decimal; -0 becomes 0. */
export const round = (value: number): number => Math.round(value * 10) / 10 + 0

/** Figure units to view-box units. */
export function place(point: Point, placement: Placement): Point {
  return [
    placement.boxCenterX + (point[0] - placement.centerX) * placement.scale,
    placement.floorY - point[1] * placement.scale,
  ]
}

/** A smooth closed outline through all `points` in order; even handles keep the path data short. */
export function smoothClosed(points: readonly Point[]): Knot[] {
  const count = points.length
  return points.map((at, index) => {
    const previous = pointAt(points, (index + count - 1) % count)
    const next = pointAt(points, (index + 1) % count)
    const handle = 0.35 * Math.sqrt(distance(previous, at) * distance(at, next))
    return { at, along: unit(subtract(next, previous)), before: handle, after: handle }
  })
}

/** A circle as four knots. */
export function circle(center: Point, radius: number): Knot[] {
  const handle = radius * 0.552
  return [0, 90, 180, 270].map((angle) => {
    const out = direction(angle)
    return { at: add(center, times(out, radius)), along: leftOf(out), before: handle, after: handle }
  })
}

const write = (value: number): string => String(round(value)).replace(/^(-?)0\./, '$1.')

/** Join numbers as SVG path data, leaving out the separators that are not needed. */
function joinNumbers(numbers: readonly number[]): string {
  return numbers
    .map((value, index) => (index === 0 || value < 0 ? write(value) : ` ${write(value)}`))
    .join('')
}

/** Whether the curve runs on at a knot so evenly that its second handle is the mirror image of its first. */
const isEven = (knot: Knot): boolean => Math.abs(knot.before - knot.after) < 0.25

/** SVG path data (relative cubic curves) for an outline given in figure units. */
export function pathData(knots: readonly Knot[], placement: Placement, closed = true): string {
  const first = knots[0]
  if (first === undefined) return ''
  const snap = (point: Point): Point => {
    const placed = place(point, placement)
    return [round(placed[0]), round(placed[1])]
  }
  let pen = snap(first.at)
  let data = `M${joinNumbers(pen)}`
  let from = first
  for (const to of closed ? [...knots.slice(1), first] : knots.slice(1)) {
    const smooth = from !== first && isEven(from)
    const leave = add(from.at, times(from.along, from.after))
    const arrive = subtract(to.at, times(to.along, to.before))
    const points = smooth ? [arrive, to.at] : [leave, arrive, to.at]
    data += `${smooth ? 's' : 'c'}${joinNumbers(points.flatMap((point) => [...subtract(snap(point), pen)]))}`
    pen = snap(to.at)
    from = to
  }
  return closed ? `${data}z` : data
}
