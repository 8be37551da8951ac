import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { ExportDocument } from './document-contract.ts'

const DataExport = z
  .object({
    state: z.enum(['none', 'pending', 'ready', 'failed']).meta({
      description:
        '`none` also when the last one has expired; `failed` when it did not get ready within an hour.',
    }),
    requested_at: Instant.nullable(),
    ready_at: Instant.nullable(),
    expires_at: Instant.nullable().meta({ description: 'From then on it cannot be downloaded any more.' }),
    size_bytes: z.int().nullable(),
  })
  .meta({ id: 'DataExport' })

export const requestExport = endpoint({
  id: 'data_export.request',
  method: 'POST',
  path: '/profile/export',
  summary: 'Ask for a copy of everything that is stored about you',
  description:
    'It is made behind the scenes; a mail says when it is ready, and it can be downloaded for seven days. While one is being ' +
    'made, asking again answers that one; afterwards, a new one takes its place.',
  permission: 'signed_in',
  limit: 'exports',
  responses: { 202: DataExport },
  statements: 4,
  idempotencyKey: false,
  examples: [{ name: 'the first one', as: 'user' }],
})

export const readExport = endpoint({
  id: 'data_export.read',
  method: 'GET',
  path: '/profile/export',
  summary: 'See whether your copy is ready',
  permission: 'signed_in',
  limit: 'user',
  responses: { 200: DataExport },
  statements: 1,
  examples: [
    { name: 'ready', given: 'an export that is ready', as: 'user' },
    { name: 'never asked for', as: 'user' },
  ],
})

export const downloadExport = endpoint({
  id: 'data_export.download',
  method: 'GET',
  path: '/profile/export/download',
  summary: 'Download your copy',
  permission: 'signed_in',
  limit: 'user',
  responses: {
    200: {
      contentType: 'application/json',
      description: 'A file to keep.',
      headers: { 'Content-Disposition': 'Suggests a name with the date.' },
      holds: ExportDocument,
    },
  },
  errors: ['data_export.not_ready'],
  statements: 1,
  examples: [
    { name: 'ready', given: 'an export that is ready', as: 'user' },
    { name: 'never asked for', as: 'user', answers: 'data_export.not_ready' },
  ],
})
