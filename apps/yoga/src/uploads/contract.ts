import { z } from 'zod'
import { endpoint } from '@groundwork/kit/http/endpoint'

const params = z.object({ filename: z.string().max(255) })

const Image = { contentType: 'image/*', description: 'The image, unchanged for ever under this name.' }

const readExamples = [
  { name: 'an uploaded image', given: 'an uploaded image', params: { filename: '{image}' } },
  {
    name: 'an image that does not exist',
    params: { filename: 'no-such-image.jpg' },
    answers: 'image.not_found',
  },
]

export const uploadImage = endpoint({
  id: 'uploads.create',
  method: 'POST',
  path: '/upload/image',
  summary: 'Upload an image for poses and sequences',
  description:
    'A form with the image in the field `file`: JPEG, PNG or WebP by its bytes, 10 MiB at most. It is stored anew in its ' +
    'format: upright, 2000 pixels on the longest side at most, on white where it was transparent, without metadata.',
  permission: 'upload.write',
  limit: 'uploads',
  streams: 'multipart/form-data',
  files: { file: 'The image.' },
  responses: {
    201: z
      .object({
        url: z.string().meta({ description: 'Path on this server, for `image_urls`.' }),
        filename: z.string(),
        size: z.int().meta({ description: 'Bytes as stored.' }),
        width: z.int(),
        height: z.int(),
        format: z.enum(['JPEG', 'PNG', 'WEBP']),
      })
      .meta({ id: 'UploadedImage' }),
  },
  errors: [
    'upload.no_file',
    'upload.malformed',
    'upload.too_large',
    'upload.too_many_pixels',
    'upload.not_an_image',
  ],
  statements: 0,
  examples: [
    { name: 'a photograph', given: 'a photograph', body: { file: '{photo}' } },
    { name: 'a form without a file', body: {}, answers: 'upload.no_file' },
    { name: 'a form cut short', body: 'the end is missing', answers: 'upload.malformed' },
    {
      name: 'a file above 10 MiB',
      given: 'a file above 10 MiB',
      body: { file: '{file}' },
      answers: 'upload.too_large',
    },
    {
      name: 'a small file of many pixels',
      given: 'a small file of many pixels',
      body: { file: '{file}' },
      answers: 'upload.too_many_pixels',
    },
    { name: 'text named like a picture', body: { file: 'not a picture' }, answers: 'upload.not_an_image' },
  ],
})

export const getUploadedImage = endpoint({
  id: 'uploads.read',
  method: 'GET',
  path: '/uploads/images/:filename',
  summary: 'Read an uploaded image',
  permission: 'public',
  limit: 'none',
  cache: 'for_ever',
  params,
  responses: { 200: Image },
  errors: ['image.not_found'],
  statements: 0,
  examples: readExamples,
})

export const getUploadedImageOfApi = endpoint({
  id: 'uploads.read_below_api',
  method: 'GET',
  path: '/upload/images/:filename',
  summary: 'Read an uploaded image, below the prefix of the API',
  permission: 'public',
  limit: 'none',
  cache: 'for_ever',
  params,
  responses: { 200: Image },
  errors: ['image.not_found'],
  statements: 0,
  examples: readExamples,
})

export const deleteUploadedImage = endpoint({
  id: 'uploads.delete',
  method: 'DELETE',
  path: '/upload/images/:filename',
  summary: 'Delete an uploaded image',
  description: 'Poses and sequences that name it keep its address, and caches may keep the image.',
  permission: 'upload.write',
  limit: 'user',
  params,
  responses: { 204: null },
  errors: ['image.not_found'],
  statements: 0,
  idempotencyKey: false,
  examples: readExamples,
})
