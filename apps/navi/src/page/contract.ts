import { z } from 'zod'
import { endpoint } from '@groundwork/kit/http/endpoint'

const shared = { method: 'GET', permission: 'public', limit: 'none', statements: 0 } as const

export const getPage = endpoint({
  ...shared,
  id: 'page.index',
  path: '',
  cache: 0,
  summary: 'Navi in the browser',
  responses: { 200: { contentType: 'text/html; charset=utf-8', description: 'A page.' } },
  examples: [{ name: 'the page' }],
})

export const getServiceWorker = endpoint({
  ...shared,
  id: 'page.worker',
  path: '/service-worker.js',
  cache: 0,
  summary: 'What keeps the page for times without network',
  responses: { 200: { contentType: 'text/javascript; charset=utf-8', description: 'A script.' } },
  examples: [{ name: 'the worker' }],
})

export const getPageFile = endpoint({
  ...shared,
  id: 'page.file',
  path: '/page/:version/:file',
  cache: 0,
  summary: 'A part of the page',
  params: z.object({
    version: z
      .string()
      .max(40)
      .meta({ description: 'The one that the page names: may be kept for ever. `current`: the newest.' }),
    file: z.string().max(100),
  }),
  responses: {
    200: {
      contentType: 'text/javascript; charset=utf-8',
      description: 'A script, style sheet, manifest or picture.',
    },
  },
  errors: ['route.not_found'],
  examples: [
    { name: 'the script', params: { version: 'current', file: 'app.js' } },
    {
      name: 'a part that is not there',
      params: { version: 'current', file: 'x' },
      answers: 'route.not_found',
    },
  ],
})
