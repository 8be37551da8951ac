import { z } from 'zod'
import { flag } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { wireSchema } from '@groundwork/kit/http/wire-schema'
import { PoseLine } from '../pose-admin/pose-fields-contract.ts'
import { SequenceLine } from '../sequence-admin/sequence-fields-contract.ts'

const query = z.object({
  match: z.enum(['id', 'name']).meta({
    description:
      'What lines are matched by with what is stored: their ids, or their names whatever ids they have.',
  }),
  dry_run: flag()
    .default(true)
    .meta({ description: 'Tells what would happen and changes nothing, unless it is false.' }),
})

export const ImportReport = z
  .object({
    dry_run: z.boolean(),
    lines: z.int().meta({ description: 'Lines that were read, blank ones left out.' }),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int().meta({ description: 'Lines that say what is stored already.' }),
    errors: z
      .array(
        z.object({
          line: z.int().meta({ description: 'Line of the file, or item of the list, from 1.' }),
          field: z.string().meta({ description: 'Path to the field, such as `steps.2.pose_id`.' }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .meta({ description: 'What is to be mended before the file can be imported.' }),
  })
  .meta({ id: 'ImportReport' })

/** Lines as the document describes them. They are checked one by one later, so that the report can list all that is wrong. */
const linesOf = (id: string, line: z.ZodType) =>
  z.array(z.unknown().meta({ ...wireSchema(line, 'input'), id })).optional()

const description =
  'JSON Lines, or a JSON list; 1000 at most, 5 MB at most. A line changes what it matches, by any part; what is not there is ' +
  'created and needs all that is required. All lines are imported or none: without `dry_run=false`, and with errors, nothing ' +
  'changes. Errors of a dry run stand in the report; those of an import are answered with 422, the line first in `loc`.'

const errors = ['request.too_large']

export const importPoses = endpoint({
  id: 'content_import.poses',
  method: 'POST',
  path: '/admin/imports/poses',
  summary: 'Import poses',
  description,
  permission: 'pose.write',
  limit: 'user',
  query,
  body: linesOf('PoseLine', PoseLine),
  streams: 'application/jsonl',
  bodyLimit: 5_000_000,
  responses: { 200: ImportReport },
  errors,
  statements: 7,
  examples: [
    {
      name: 'a dry run',
      as: 'admin',
      query: { match: 'id' },
      body: [
        { pose_id: 1, default_duration_seconds: 90 },
        { pose_id: 500, name_english: 'Plank Pose' },
      ],
    },
    {
      name: 'an import',
      as: 'admin',
      query: { match: 'name', dry_run: false },
      body: [{ name_english: 'Mountain Pose', props: ['wall'] }],
    },
    {
      name: 'JSON Lines',
      as: 'admin',
      query: { match: 'id' },
      body: '{"pose_id": 1, "props": ["wall"]}\n{"pose_id": 2, "props": ["blanket"]}\n',
    },
    {
      name: 'an import with an error',
      as: 'admin',
      query: { match: 'id', dry_run: false },
      body: [{ pose_id: 1, description: '' }],
      answers: 'request.invalid',
    },
  ],
})

export const importSequences = endpoint({
  id: 'content_import.sequences',
  method: 'POST',
  path: '/admin/imports/sequences',
  summary: 'Import preset sequences',
  description,
  permission: 'sequence.write',
  limit: 'user',
  query,
  body: linesOf('PresetLine', SequenceLine),
  streams: 'application/jsonl',
  bodyLimit: 5_000_000,
  responses: { 200: ImportReport },
  errors,
  statements: 11,
  examples: [
    {
      name: 'a dry run',
      as: 'admin',
      query: { match: 'name' },
      body: [{ name: 'First Light Stretch', theme: 'easy-morning' }],
    },
    {
      name: 'an import with an error',
      as: 'admin',
      query: { match: 'id', dry_run: false },
      body: [{ sequence_id: 1, style: 'ashtanga' }],
      answers: 'request.invalid',
    },
  ],
})

const exported = {
  contentType: 'application/jsonl',
  description: 'A line each, as an import reads them.',
  headers: { 'Content-Disposition': 'The name of the file.' },
}

export const exportPoses = endpoint({
  id: 'content_export.poses',
  method: 'GET',
  path: '/admin/exports/poses',
  summary: 'Export all poses, published or not, as JSON Lines',
  permission: 'pose.write',
  limit: 'user',
  responses: { 200: exported },
  statements: 1,
  examples: [{ name: 'all poses', as: 'admin' }],
})

export const exportSequences = endpoint({
  id: 'content_export.sequences',
  method: 'GET',
  path: '/admin/exports/sequences',
  summary: 'Export all presets, published or not, as JSON Lines',
  permission: 'sequence.write',
  limit: 'user',
  responses: { 200: exported },
  statements: 1,
  examples: [{ name: 'all presets', as: 'admin' }],
})
