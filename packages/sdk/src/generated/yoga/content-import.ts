// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { ImportReport, PoseLine, PresetLine } from './schemas.ts'

/** Query of `content_import.poses`. */
export interface ContentImportPosesQuery {
  /** What lines are matched by with what is stored: their ids, or their names whatever ids they have. */
  match: 'id' | 'name'
  /** Tells what would happen and changes nothing, unless it is false. `true` when absent. */
  dry_run?: boolean
}

/** Body of `content_import.poses`. */
export type ContentImportPosesBody = readonly PoseLine[]

/** Answer of `content_import.poses`. */
export type ContentImportPosesAnswer = ImportReport

/** Why `content_import.poses` may fail. */
export type ContentImportPosesError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Query of `content_import.sequences`. */
export interface ContentImportSequencesQuery {
  /** What lines are matched by with what is stored: their ids, or their names whatever ids they have. */
  match: 'id' | 'name'
  /** Tells what would happen and changes nothing, unless it is false. `true` when absent. */
  dry_run?: boolean
}

/** Body of `content_import.sequences`. */
export type ContentImportSequencesBody = readonly PresetLine[]

/** Answer of `content_import.sequences`. */
export type ContentImportSequencesAnswer = ImportReport

/** Why `content_import.sequences` may fail. */
export type ContentImportSequencesError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `content_import`. */
export const contentImport = (caller: Caller) => ({
  /**
   * Import poses.
   * JSON Lines, or a JSON list; 1000 at most, 5 MB at most. A line changes what it matches, by any part; what is not there is created and needs all that is required. All lines are imported or none: without `dry_run=false`, and with errors, nothing changes. Errors of a dry run stand in the report; those of an import are answered with 422, the line first in `loc`.
   * Needs the permission `pose.write`.
   */
  poses: method<{ query: ContentImportPosesQuery; body: ContentImportPosesBody }, ContentImportPosesAnswer, ContentImportPosesError>(caller, {
    id: 'content_import.poses',
    method: 'POST',
    path: '/api/v1/admin/imports/poses',
    body: 'json',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Import preset sequences.
   * JSON Lines, or a JSON list; 1000 at most, 5 MB at most. A line changes what it matches, by any part; what is not there is created and needs all that is required. All lines are imported or none: without `dry_run=false`, and with errors, nothing changes. Errors of a dry run stand in the report; those of an import are answered with 422, the line first in `loc`.
   * Needs the permission `sequence.write`.
   */
  sequences: method<{ query: ContentImportSequencesQuery; body: ContentImportSequencesBody }, ContentImportSequencesAnswer, ContentImportSequencesError>(caller, {
    id: 'content_import.sequences',
    method: 'POST',
    path: '/api/v1/admin/imports/sequences',
    body: 'json',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
