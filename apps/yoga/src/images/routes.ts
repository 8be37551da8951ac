import { readFile } from 'node:fs/promises'
import { handle } from '../handle.ts'
import { getPoseImage } from './contract.ts'
import { fail } from './errors.ts'

const FOLDER = new URL('../../generated/figures/', import.meta.url)
const ONE_DAY = 'public, max-age=86400'

export const imageRoutes = [
  handle(getPoseImage, async ({ params, answer }) => {
    const drawing = await readFile(new URL(params.file, FOLDER)).catch(() => {
      throw fail('image.not_found')
    })
    answer.header('cache-control', ONE_DAY)
    return drawing
  }),
]
