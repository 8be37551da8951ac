import type { AnswerOptions } from '@groundwork/kit/http/handler'
import { handle } from '../handle.ts'
import { deleteUploadedImage, getUploadedImage, getUploadedImageOfApi, uploadImage } from './contract.ts'
import type { FileStore } from '../files/file-store.ts'
import * as uploads from './uploads.ts'

/** Where images are served whatever the version of the API. */
export const uploadedImageRoutes = [
  handle(getUploadedImage, ({ deps, params, answer }) => send(deps.images, params.filename, answer)),
]

export const uploadRoutes = [
  handle(uploadImage, async ({ deps, request }) => {
    const { fileName, sizeBytes, width, height, format } = await uploads.store(deps.images, request.raw)
    return {
      url: `/uploads/images/${fileName}`,
      filename: fileName,
      size: sizeBytes,
      width,
      height,
      format,
    }
  }),
  handle(getUploadedImageOfApi, ({ deps, params, answer }) => send(deps.images, params.filename, answer)),
  handle(deleteUploadedImage, ({ deps, params }) => uploads.remove(deps.images, params.filename)),
]

async function send(images: FileStore, fileName: string, answer: AnswerOptions) {
  const { mediaType, sizeBytes, read } = await uploads.get(images, fileName)
  answer.header('content-type', mediaType)
  answer.header('content-length', String(sizeBytes))
  return read()
}
