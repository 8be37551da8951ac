/** Reading back rendered SVG in tests. */
import assert from 'node:assert/strict'
import type { Side } from './figure.ts'
import type { Point } from './geometry.ts'

/** Every end point of the path data of an SVG, in view-box units. */
export function pathPoints(data: string): Point[] {
  const points: Point[] = []
  let pen: Point = [0, 0]
  for (const [, command = '', rest = ''] of data.matchAll(/([MLcshHvz])([^A-Za-z]*)/g)) {
    const numbers = [...rest.matchAll(/-?(?:\d+\.?\d*|\.\d+)/g)].map(([text]) => Number(text))
    const size = command === 'c' ? 6 : command === 's' ? 4 : 2
    for (let index = 0; index + size <= numbers.length; index += size) {
      const [x = 0, y = 0] = numbers.slice(index + size - 2)
      pen = command === 'M' || command === 'L' ? [x, y] : [pen[0] + x, pen[1] + y]
      points.push(pen)
    }
  }
  return points
}

/** The path data of the figure itself, without its surroundings. */
export const bodyPaths = (svg: string): string[] =>
  [...svg.slice(svg.indexOf('<g ')).matchAll(/ d="([^"]+)"/g)].map(([, data = '']) => data)

/** Elements nest and close, attributes are quoted, no stray markup. */
export function checkWellFormed(svg: string, slug: string): void {
  const open: string[] = []
  const rest = svg.replace(
    /<(\/?)([a-z]+)((?: [A-Za-z-]+="[^"<>]*")*)(\/?)>/g,
    (_, end: string, name: string, attributes: string, empty: string) => {
      const names = [...attributes.matchAll(/ ([A-Za-z-]+)="/g)].map(([, attribute]) => attribute)
      assert.equal(new Set(names).size, names.length, `${slug}: repeated attribute in ${name}`)
      if (end === '/') assert.equal(open.pop(), name, `${slug}: </${name}>`)
      else if (empty === '') open.push(name)
      return ''
    },
  )
  assert.deepEqual(open, [], `${slug}: unclosed elements`)
  assert.ok(!/[<>]/.test(rest), `${slug}: stray markup`)
}

/** Both sides of a body. */
export const SIDES: readonly Side[] = ['Left', 'Right']

/** The largest height above the floor at which a joint still counts as resting on it. */
export const CONTACT_HEIGHT = {
  head: 16,
  neck: 15,
  chest: 16,
  pelvis: 17,
  shoulder: 12,
  elbow: 8,
  wrist: 7,
  hand: 6,
  hip: 17,
  knee: 11,
  ankle: 12,
  toe: 7,
  heel: 8,
  crown: 5,
} as const
