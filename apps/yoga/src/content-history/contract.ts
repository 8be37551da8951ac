import { z } from 'zod'
import { idNumber, Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { PageFields, PageQuery } from '@groundwork/kit/http/page'

const Kind = z.enum(['pose', 'sequence'])

const Version = z.object({
  version_id: z.int(),
  kind: Kind,
  content_id: z.int().meta({ description: 'Id of the pose or sequence.' }),
  name: z.string().meta({ description: 'What it was called.' }),
  action: z.enum(['create', 'update', 'delete', 'publish', 'unpublish', 'import', 'restore', 'remove_pose']),
  changed_at: Instant,
  changed_by: z
    .object({
      user_id: z.int(),
      name: z.string().nullable().meta({ description: 'Null when the account is gone.' }),
    })
    .nullable()
    .meta({ description: 'Null for the command line.' }),
  changed_fields: z
    .array(z.string())
    .meta({ description: 'What differs; empty for what was created or deleted.' }),
  caused_by: z.int().nullable().meta({
    description: 'The version that was restored, or the change of a pose that changed this sequence.',
  }),
})

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** The columns of a pose or sequence by name, the steps of a sequence as a list of such. */
export const Content = z
  .record(z.string(), z.union([Scalar, z.array(z.union([Scalar, z.record(z.string(), Scalar)]))]))
  .nullable()

const VersionDetail = Version.extend({
  before: Content.meta({ description: 'All of it before the change; null when it was not there.' }),
  after: Content.meta({ description: 'All of it after the change; null when it was deleted.' }),
  consequences: z
    .array(Version)
    .meta({ description: 'Changes of sequences that followed, and later restorations of this version.' }),
}).meta({ id: 'ContentVersionDetail' })

const params = z.object({ version_id: idNumber() })

export const listContentVersions = endpoint({
  id: 'content_history.list',
  method: 'GET',
  path: '/admin/content-history',
  summary: 'List the changes of poses and sequences, the latest first',
  description: 'Every change that was made by administrators and imports, kept for ever.',
  permission: 'content.read_history',
  limit: 'user',
  query: PageQuery.extend({
    kind: Kind.optional(),
    id: idNumber().optional().meta({ description: 'One pose or sequence; needs `kind`.' }),
  }).refine(({ kind, id }) => id === undefined || kind !== undefined, {
    path: ['kind'],
    message: 'is needed together with id: poses and sequences have ids of their own',
  }),
  responses: {
    200: z.object({ versions: z.array(Version.meta({ id: 'ContentVersion' })), ...PageFields }),
  },
  statements: 1,
  examples: [
    {
      name: 'of one pose',
      given: 'a changed pose',
      as: 'admin',
      query: { kind: 'pose', id: '{pose}' },
    },
    { name: 'an id of what?', as: 'admin', query: { id: 1 }, answers: 'request.invalid' },
  ],
})

export const getContentVersion = endpoint({
  id: 'content_history.get',
  method: 'GET',
  path: '/admin/content-history/:version_id',
  summary: 'Read one change with everything before and after it',
  permission: 'content.read_history',
  limit: 'user',
  params,
  responses: { 200: VersionDetail },
  errors: ['content_version.not_found'],
  statements: 1,
  examples: [
    {
      name: 'a change of a pose',
      given: 'a changed pose',
      as: 'admin',
      params: { version_id: '{version}' },
    },
    {
      name: 'a version that does not exist',
      as: 'admin',
      params: { version_id: 9999 },
      answers: 'content_version.not_found',
    },
  ],
})

export const restoreContentVersion = endpoint({
  id: 'content_history.restore',
  method: 'POST',
  path: '/admin/content-history/:version_id/restoration',
  summary: 'Bring a pose or sequence back to what it was after a change; of a deletion, before it',
  description:
    'Needs the permission to write what is restored. Restoring is a change too and has a version; nothing is changed when it is ' +
    'like that already.',
  permission: 'content.read_history',
  limit: 'user',
  params,
  responses: {
    200: z
      .object({
        kind: Kind,
        content_id: z.int(),
        version_id: z
          .int()
          .nullable()
          .meta({ description: 'The version of the restoration; null when nothing changed.' }),
      })
      .meta({ id: 'ContentRestoration' }),
  },
  errors: ['content_version.not_found', 'sequence.not_found', 'sequence.poses_not_found'],
  statements: 9,
  examples: [
    {
      name: 'a deleted pose',
      given: 'a deleted pose',
      as: 'admin',
      params: { version_id: '{version}' },
    },
    {
      name: 'a version that does not exist',
      as: 'admin',
      params: { version_id: 9999 },
      answers: 'content_version.not_found',
    },
    {
      name: 'a sequence whose poses are gone',
      given: 'a version of a sequence whose poses are gone',
      as: 'admin',
      params: { version_id: '{version}' },
      answers: 'sequence.poses_not_found',
    },
    {
      name: 'the custom sequence of another administrator',
      given: 'a version of a custom sequence of another administrator',
      as: 'admin',
      params: { version_id: '{version}' },
      answers: 'sequence.not_found',
    },
  ],
})
