import { z } from 'zod'
import { endpoint } from '@groundwork/kit/http/endpoint'

export const getPoseImage = endpoint({
  id: 'images.pose',
  method: 'GET',
  path: '/images/poses/:file',
  summary: 'The line drawing of a pose',
  permission: 'public',
  limit: 'none',
  cache: { seconds: 86_400 },
  params: z.object({ file: z.string().regex(/^[a-z0-9-]+\.svg$/) }),
  responses: { 200: { contentType: 'image/svg+xml', description: 'A drawing of 400 by 300 units.' } },
  errors: ['image.not_found'],
  statements: 0,
  examples: [
    { name: 'Mountain Pose', params: { file: 'mountain-pose.svg' } },
    {
      name: 'a drawing that does not exist',
      params: { file: 'no-such-pose.svg' },
      answers: 'image.not_found',
    },
  ],
})
