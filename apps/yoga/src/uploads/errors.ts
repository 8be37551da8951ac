import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const uploadErrors = defineErrors({
  'upload.no_file': {
    status: 422,
    title: 'No file in the form',
    detail: 'The form has no file in the field `file`. Send one as multipart/form-data.',
    advice: 'Send `multipart/form-data` with the image in the field `file`.',
  },
  'upload.malformed': {
    status: 400,
    title: 'Form cut short',
    detail: 'The form ended early or is not multipart/form-data. Send the file again.',
    advice: 'Send the whole form, with the boundary that its Content-Type names.',
  },
  'upload.too_large': {
    status: 400,
    title: 'File too large',
    detail: ({ mebibytes }: { mebibytes: number }) =>
      `The file is larger than ${mebibytes} MiB. Scale the image down and send it again.`,
    advice: 'Scale the image down: it is stored at 2000 pixels on its longest side at most.',
  },
  'upload.too_many_pixels': {
    status: 400,
    title: 'Image too large',
    detail: ({ megapixels }: { megapixels: number }) =>
      `The image has more than ${megapixels} million pixels. Scale it down and send it again.`,
    advice: 'Scale the image down: it is stored at 2000 pixels on its longest side at most.',
  },
  'upload.not_an_image': {
    status: 400,
    title: 'Not an image',
    detail: 'The file is not a JPEG, PNG or WebP image that can be read, whatever its name says.',
    advice: 'Send a JPEG, PNG or WebP file; export it again if it opens elsewhere.',
  },
})

export const { fail } = uploadErrors
