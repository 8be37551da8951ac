import { readFile } from 'node:fs/promises'
import { handle } from '../handle.ts'
import { getPoseImage } from './contract.ts'
import { fail } from './errors.ts'

const FOLDER = new URL('../../generated/figures/', import.meta.url)

export const imageRoutes = [
  handle(getPoseImage, async ({ params }) => {
    const drawing = await readFile(new URL(params.file, FOLDER)).catch(() => {
      throw fail('image.not_found')
    })
    return drawing
  }),
]
