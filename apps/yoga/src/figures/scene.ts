/** What surrounds a figure: the view box, panel, floor line, mat, shadow and props. */
import { place, round, type Placement, type Point } from './geometry.ts'
import type { Prop } from './figure.ts'

export const BOX = { width: 400, height: 300, floorY: 262, matY: 150 } as const
const PANEL = {
  ground: '#f5f1ea',
  shadow: '#e6dfd3',
  floor: '#cbc1b2',
  prop: '#cfc2ac',
  propInk: '#94856e',
} as const

/** A wall from the floor to above the figure, or a block on the floor. */
export function propSvg(prop: Prop, placement: Placement): string {
  const [x] = place([prop.x, 0], placement)
  const paint = `fill="${PANEL.prop}" stroke="${PANEL.propInk}" stroke-width="1.4"`
  if (prop.kind === 'wall') return `<path d="M${round(x)} 28h10v${BOX.floorY - 28}h-10z" ${paint}/>`
  const width = prop.width * placement.scale
  const height = prop.height * placement.scale
  return `<rect x="${round(x - width / 2)}" y="${round(BOX.floorY - height)}" width="${round(width)}" height="${round(height)}" rx="4" ${paint}/>`
}

/** The outer edges of a prop on the floor. */
export const propEdges = (prop: Prop): Point[] =>
  prop.kind === 'wall'
    ? [
        [prop.x, 0],
        [prop.x + 10, 0],
      ]
    : [
        [prop.x - prop.width / 2, 0],
        [prop.x + prop.width / 2, 0],
      ]

/** Panel and the mat on which a figure seen from above lies. */
export function matSvg(): string {
  return (
    `<rect width="${BOX.width}" height="${BOX.height}" rx="20" fill="${PANEL.ground}"/>` +
    `<rect x="24" y="76" width="352" height="148" rx="10" fill="${PANEL.shadow}"/>`
  )
}

/** Panel, floor line and the soft shadow under the figure. */
export function sceneSvg(left: number, right: number): string {
  const middle = round((left + right) / 2)
  const radius = round(Math.min((right - left) / 2 + 10, 180))
  return (
    `<rect width="${BOX.width}" height="${BOX.height}" rx="20" fill="${PANEL.ground}"/>` +
    `<ellipse cx="${middle}" cy="${BOX.floorY + 5}" rx="${radius}" ry="8" fill="${PANEL.shadow}"/>` +
    `<path d="M24 ${BOX.floorY + 1.5}H376" stroke="${PANEL.floor}" stroke-width="1.6" stroke-linecap="round"/>`
  )
}
