import type { IncomingMessage } from 'node:http'
import { receiveFile, type Refusal } from '@groundwork/kit/http/receive-file'
import type { FileStore } from '../files/file-store.ts'
import { fail as failImage } from '../images/errors.ts'
import { encodeImage } from './encode-image.ts'
import { fail } from './errors.ts'
import { formatOf, IMAGE_FORMATS, mediaTypeOf } from './image-format.ts'

const MAX_MEBIBYTES = 10

/** Takes the image out of a form, writes it anew and keeps it under a random name. */
export async function store(images: FileStore, form: IncomingMessage) {
  const received = await receiveFile(form, { field: 'file', maxBytes: MAX_MEBIBYTES * 1024 * 1024 })
  if (typeof received === 'string') throw refusal(received)
  const format = formatOf(received)
  if (format === undefined) throw fail('upload.not_an_image')
  const { bytes, width, height } = await encodeImage(received, format)
  const { name, extension } = IMAGE_FORMATS[format]
  const fileName = await images.add(bytes, extension)
  return { fileName, sizeBytes: bytes.length, width, height, format: name }
}

function refusal(reason: Refusal) {
  if (reason === 'missing') return fail('upload.no_file')
  if (reason === 'malformed') return fail('upload.malformed')
  return fail('upload.too_large', { mebibytes: MAX_MEBIBYTES })
}

/** @throws `image.not_found` */
export async function get(images: FileStore, fileName: string) {
  const image = await images.find(fileName)
  const mediaType = mediaTypeOf(fileName)
  if (!image || mediaType === undefined) throw failImage('image.not_found')
  return { ...image, mediaType }
}

/** @throws `image.not_found` */
export async function remove(images: FileStore, fileName: string): Promise<void> {
  if (!(await images.remove(fileName))) throw failImage('image.not_found')
}
