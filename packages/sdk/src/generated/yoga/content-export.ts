// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'

/** Answer of `content_export.poses`. */
export type ContentExportPosesAnswer = string

/** Why `content_export.poses` may fail. */
export type ContentExportPosesError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** Answer of `content_export.sequences`. */
export type ContentExportSequencesAnswer = string

/** Why `content_export.sequences` may fail. */
export type ContentExportSequencesError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** The operations of `content_export`. */
export const contentExport = (caller: Caller) => ({
  /**
   * Export all poses, published or not, as JSON Lines.
   * Needs the permission `pose.write`.
   */
  poses: method<object, ContentExportPosesAnswer, ContentExportPosesError>(caller, {
    id: 'content_export.poses',
    method: 'GET',
    path: '/api/v1/admin/exports/poses',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),

  /**
   * Export all presets, published or not, as JSON Lines.
   * Needs the permission `sequence.write`.
   */
  sequences: method<object, ContentExportSequencesAnswer, ContentExportSequencesError>(caller, {
    id: 'content_export.sequences',
    method: 'GET',
    path: '/api/v1/admin/exports/sequences',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),
})
