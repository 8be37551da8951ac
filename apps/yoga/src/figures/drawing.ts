/** The few kinds of marks a figure is made of, in figure units; render-figure.ts writes them as SVG. */
import { add, distance, inFrame, leftOf, pointAt, smoothClosed, subtract, times, unit } from './geometry.ts'
import type { Knot, Point } from './geometry.ts'

export type Tone = 'skin' | 'top' | 'legs' | 'hair'

export type Mark =
  /** A filled shape with (outline) or without (patch) an ink line round it. */
  | {
      readonly kind: 'outline' | 'patch'
      readonly tone: Tone
      readonly far: boolean
      readonly knots: readonly Knot[]
    }
  /** A thick round-capped line of the fill colour through `points` that joins two shapes where they overlap. */
  | {
      readonly kind: 'seam'
      readonly tone: Tone
      readonly far: boolean
      readonly points: readonly Point[]
      readonly width: number
    }
  /** A thin ink line. */
  | { readonly kind: 'line'; readonly far: boolean; readonly knots: readonly Knot[] }

/** Knots along one side of a band; the curve leaves its ends along `startAlong` and `endAlong`. */
function sideKnots(points: readonly Point[], startAlong: Point, endAlong: Point): Knot[] {
  const last = points.length - 1
  return points.map((at, index) => {
    const previous = pointAt(points, index - 1)
    const next = pointAt(points, index + 1)
    const along = index === 0 ? startAlong : index === last ? endAlong : unit(subtract(next, previous))
    return { at, along, before: distance(previous, at) / 3, after: distance(at, next) / 3 }
  })
}

/** The handles at a round cap between two sides of a band. */
function withCap(end: Knot, apex: Knot, start: Knot): [Knot, Knot, Knot] {
  const handle = (knot: Knot): number => 0.55 * (distance(knot.at, apex.at) / Math.SQRT2)
  return [
    { ...end, after: handle(end) },
    { ...apex, before: handle(end), after: handle(start) },
    { ...start, before: handle(start) },
  ]
}

export interface Band {
  readonly center: readonly Point[]
  readonly along: readonly Point[]
  readonly leftRadius: readonly number[]
  readonly rightRadius: readonly number[]
  /** How far the round ends reach beyond the first and the last centre point. */
  readonly startCap: number
  readonly endCap: number
}

/** The outline of a band of changing width: up its left side, round the end, down its right side, round the start. */
export function bandOutline(band: Band): Knot[] {
  const last = band.center.length - 1
  const side = (radii: readonly number[], sign: number): Point[] =>
    band.center.map((point, index) =>
      add(point, times(leftOf(pointAt(band.along, index)), sign * (radii[index] ?? 0))),
    )
  const startAlong = pointAt(band.along, 0)
  const endAlong = pointAt(band.along, last)
  const left = sideKnots(side(band.leftRadius, 1), startAlong, endAlong)
  const right = sideKnots(side(band.rightRadius, -1).toReversed(), times(endAlong, -1), times(startAlong, -1))
  const endApex: Knot = {
    at: add(pointAt(band.center, last), times(endAlong, band.endCap)),
    along: times(leftOf(endAlong), -1),
    before: 0,
    after: 0,
  }
  const startApex: Knot = {
    at: subtract(pointAt(band.center, 0), times(startAlong, band.startCap)),
    along: leftOf(startAlong),
    before: 0,
    after: 0,
  }
  const knot = (list: readonly Knot[], index: number): Knot => list[index] ?? endApex
  const [leftEnd, top, rightStart] = withCap(knot(left, last), endApex, knot(right, 0))
  const [rightEnd, bottom, leftStart] = withCap(knot(right, last), startApex, knot(left, 0))
  return [
    leftStart,
    ...left.slice(1, last),
    leftEnd,
    top,
    rightStart,
    ...right.slice(1, last),
    rightEnd,
    bottom,
  ]
}

/** A straight limb segment with the given radii from end to end. */
export function limbOutline(from: Point, to: Point, radii: readonly number[]): Knot[] {
  const along = unit(subtract(to, from))
  const last = radii.length - 1
  const center = radii.map((_, index) => add(from, times(subtract(to, from), index / last)))
  return bandOutline({
    center,
    along: center.map(() => along),
    leftRadius: radii,
    rightRadius: radii,
    startCap: radii[0] ?? 0,
    endCap: radii[last] ?? 0,
  })
}

/** A closed shape from points in the frame (`xAxis`, `yAxis`) at `origin`. */
export function shapeIn(origin: Point, xAxis: Point, yAxis: Point, points: readonly Point[]): Knot[] {
  return smoothClosed(points.map(([along, aside]) => inFrame(origin, xAxis, yAxis, along, aside)))
}

/** An open curve from `from` to `to` that bulges by `bulge` to its left. */
export function arc(from: Point, to: Point, bulge: number): Knot[] {
  const along = unit(subtract(to, from))
  const handle = distance(from, to) / 3
  const lean = times(leftOf(along), (bulge * 4) / 3 / handle)
  return [
    { at: from, along: add(along, lean), before: 0, after: handle },
    { at: to, along: subtract(along, lean), before: handle, after: 0 },
  ]
}
