/**
 * Draws a figure as SVG. Pure: the same figure always gives the same text.
 *
 * Shapes: every part of the body is a closed outline (cubic curves) round bones of fixed length: limbs are
 * round-capped tapered segments, the torso a band of changing width along the curved spine, head, hands and
 * feet small free shapes. Each is filled with its tone (skin, top, leggings, hair) and has an ink line on its
 * outer side; parts of the far side are lighter. Parts are drawn from far to near; `front`/`back` of a body
 * change that order.
 *
 * A figure file (content/figures/<slug>.json; every field is described in figure.ts) says how the pose is held:
 *   slug, name, view, scale?, props?, bodies: [{ at (one trunk joint and its place), facing?, turn?, spine (angles),
 *   neck?, head?, face?, leftArm, rightArm, leftLeg, rightLeg (two bone angles, or a target with the way the joint
 *   bends), far?, front?, back?, hide? (parts), ground (joints on the floor) }]
 * skeleton.ts turns it into joint positions with the bone lengths of proportions.ts.
 *
 * Units: view box 0 0 400 300, y downwards; the floor is the line y = 262. A figure is given in figure units
 * (x right, y up, floor 0, body height 190), scaled by `scale` about the floor and centred.
 */
import { pathData, place, pointAt, round } from './geometry.ts'
import type { Knot, Placement, Point } from './geometry.ts'
import type { Body, Figure, PartGroup, PartName, Side } from './figure.ts'
import type { Mark, Tone } from './drawing.ts'
import { headMarks, neckMarks } from './head.ts'
import {
  ARM_STYLE,
  LEG_STYLE,
  forearmMarks,
  hipSeam,
  jointSeam,
  pelvisPatch,
  shinMarks,
  sleeveMarks,
  torsoMark,
  upperMarks,
} from './body-parts.ts'
import { BOX, matSvg, propEdges, propSvg, sceneSvg } from './scene.ts'
import { resolveBody } from './skeleton.ts'
import type { Skeleton } from './skeleton.ts'

export const LINE_WIDTH = 3.2

const NEAR: Readonly<Record<Tone | 'ink', string>> = {
  skin: '#e9b798',
  top: '#d9765c',
  legs: '#5f8f8a',
  hair: '#33405a',
  ink: '#2b3852',
}
const FAR: Readonly<Record<Tone | 'ink', string>> = {
  skin: '#f1d9c8',
  top: '#e9b3a3',
  legs: '#adc8c3',
  hair: '#8089a0',
  ink: '#8790a5',
}
/** Limbs for whole groups, in the order in which their parts are drawn. */
function expand(groups: readonly PartGroup[]): PartName[] {
  return groups.flatMap((group): PartName[] => {
    const side: Side = group.endsWith('Left') ? 'Left' : 'Right'
    if (group.startsWith('arm')) return [`upperArm${side}`, `forearm${side}`]
    if (group.startsWith('leg')) return [`thigh${side}`, `shin${side}`]
    return [group as PartName]
  })
}

const isSideView = (skeleton: Skeleton): boolean => Math.max(...skeleton.turn.map(Math.abs)) < 0.5

function farParts(body: Body, skeleton: Skeleton): PartName[] {
  if (body.far !== undefined) return expand(body.far)
  if (!isSideView(skeleton)) return []
  const side: Side = skeleton.facing > 0 ? 'Left' : 'Right'
  return expand([`arm${side}`, `leg${side}`])
}

/** All parts of a body from back to front. */
function drawingOrder(body: Body, skeleton: Skeleton): PartName[] {
  const far = farParts(body, skeleton)
  const usual: PartName[] = [
    'neck',
    'torso',
    'head',
    'thighLeft',
    'thighRight',
    'shinLeft',
    'shinRight',
    ...expand(['armLeft', 'armRight']),
  ]
  const back = expand(body.back ?? [])
  const front = expand(body.front ?? [])
  const moved = new Set([...back, ...front, ...expand(body.hide ?? [])])
  const ordered = [...far, ...usual.filter((part) => !far.includes(part))]
  return [...back, ...ordered.filter((part) => !moved.has(part)), ...front]
}

const sideOf = (part: PartName): Side => (part.endsWith('Left') ? 'Left' : 'Right')

function limbMarks(
  body: Body,
  skeleton: Skeleton,
  part: PartName,
  far: boolean,
  drawn: ReadonlySet<PartName>,
): Mark[] {
  const side = sideOf(part)
  if (part.startsWith('thigh')) {
    const marks = upperMarks(skeleton.legs[side], LEG_STYLE, far)
    return drawn.has(`shin${side}`)
      ? [...marks, ...jointSeam(skeleton.legs[side], LEG_STYLE, far, 'lower')]
      : marks
  }
  if (part.startsWith('shin')) {
    const marks = shinMarks(skeleton.legs[side], side === 'Left' ? body.leftLeg : body.rightLeg, far)
    return drawn.has(`thigh${side}`)
      ? [...marks, ...jointSeam(skeleton.legs[side], LEG_STYLE, far, 'upper')]
      : marks
  }
  if (part.startsWith('upperArm')) {
    const marks = [
      ...upperMarks(skeleton.arms[side], ARM_STYLE, far),
      ...sleeveMarks(skeleton.arms[side], far, drawn.has('torso') && !far, skeleton),
    ]
    return drawn.has(`forearm${side}`)
      ? [...marks, ...jointSeam(skeleton.arms[side], ARM_STYLE, far, 'lower')]
      : marks
  }
  const marks = forearmMarks(skeleton.arms[side], side === 'Left' ? body.leftArm : body.rightArm, far)
  return drawn.has(`upperArm${side}`)
    ? [...marks, ...jointSeam(skeleton.arms[side], ARM_STYLE, far, 'upper')]
    : marks
}

/** The trunk, joined to the near thighs behind it; thighs still to come bring the leggings over the hips with them. */
function trunkMarks(
  skeleton: Skeleton,
  later: readonly PartName[],
  drawn: ReadonlySet<PartName>,
  far: ReadonlySet<PartName>,
): Mark[] {
  const isThigh = (part: PartName): boolean => part.startsWith('thigh') && !far.has(part)
  const hips = later.some(isThigh) ? [] : [pelvisPatch(skeleton)]
  return [
    torsoMark(skeleton),
    ...hips,
    ...[...drawn].filter(isThigh).map((part) => hipSeam(skeleton.legs[sideOf(part)])),
  ]
}

/** The marks of one body from back to front. */
function bodyMarks(body: Body, skeleton: Skeleton): Mark[] {
  const far = new Set(farParts(body, skeleton))
  const drawn = new Set<PartName>()
  const order = drawingOrder(body, skeleton)
  return order.flatMap((part, index) => {
    const marks =
      part === 'torso'
        ? trunkMarks(skeleton, order.slice(index), drawn, far)
        : part === 'neck'
          ? neckMarks(skeleton)
          : part === 'head'
            ? headMarks(skeleton, body.face ?? 'side')
            : limbMarks(body, skeleton, part, far.has(part), drawn)
    drawn.add(part)
    const joinsTrunk = part.startsWith('thigh') && !far.has(part) && drawn.has('torso')
    return joinsTrunk && order[index + 1]?.startsWith('thigh') !== true
      ? [...marks, pelvisPatch(skeleton)]
      : marks
  })
}

function markSvg(mark: Mark, placement: Placement): string {
  const tones = mark.far ? FAR : NEAR
  if (mark.kind === 'line') {
    return `<path d="${pathData(mark.knots, placement, false)}" stroke-width="1.4"/>`
  }
  const color = tones[mark.tone]
  if (mark.kind === 'seam') {
    const points = mark.points.map((point) => place(point, placement).map(round).join(' '))
    return `<path d="M${points.join('L')}" stroke="${color}" stroke-width="${round(mark.width * placement.scale)}"/>`
  }
  const stroke = mark.kind === 'patch' ? ' stroke="none"' : ''
  return `<path d="${pathData(mark.knots, placement)}" fill="${color}"${stroke}/>`
}

/** The marks in order; runs of far marks share a group with the lighter ink. */
function marksSvg(marks: readonly Mark[], placement: Placement): string {
  return marks
    .map((mark, index) => {
      const starts = mark.far && marks[index - 1]?.far !== true
      const ends = mark.far && marks[index + 1]?.far !== true
      return `${starts ? `<g stroke="${FAR.ink}">` : ''}${markSvg(mark, placement)}${ends ? '</g>' : ''}`
    })
    .join('')
}

/** Left and right edge of the given knots in figure units. */
function extent(points: readonly Point[]): readonly [left: number, right: number] {
  const xs = points.map((point) => point[0])
  return [Math.min(...xs), Math.max(...xs)]
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;')

/** The SVG text (one file, no scripts, fonts or references) of a figure. */
export function renderFigure(figure: Figure): string {
  const bodies = figure.bodies.map((body) => ({ body, skeleton: resolveBody(body) }))
  const marks = bodies.flatMap(({ body, skeleton }) => bodyMarks(body, skeleton))
  const props = figure.props ?? []
  const outline: Knot[] = marks.flatMap((mark) => (mark.kind === 'seam' ? [] : [...mark.knots]))
  const [left, right] = extent([...outline.map((knot) => knot.at), ...props.flatMap(propEdges)])
  const scale = figure.scale ?? 1
  const above = figure.view === 'above'
  const placement: Placement = {
    scale,
    centerX: (left + right) / 2,
    boxCenterX: BOX.width / 2,
    floorY: above ? BOX.matY : BOX.floorY,
  }
  const low = outline.map((knot) => knot.at).filter((point) => point[1] < 45)
  const [shadowLeft, shadowRight] = extent(
    (low.length > 0 ? low : [pointAt([[0, 0]], 0)]).map((point) => place(point, placement)),
  )
  const title = escapeText(figure.name)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${BOX.width} ${BOX.height}" role="img">` +
    `<title>${title}</title>${above ? matSvg() : sceneSvg(shadowLeft, shadowRight)}${props.map((prop) => propSvg(prop, placement)).join('')}` +
    `<g fill="none" stroke="${NEAR.ink}" stroke-width="${LINE_WIDTH}" stroke-linecap="round" paint-order="stroke">` +
    `${marksSvg(marks, placement)}</g></svg>\n`
  )
}
