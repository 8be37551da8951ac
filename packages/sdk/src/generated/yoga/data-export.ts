// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { DataExport, DataExportDocument } from './schemas.ts'

/** Answer of `data_export.request`. */
export type DataExportRequestAnswer = DataExport

/** Why `data_export.request` may fail. */
export type DataExportRequestError =
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Answer of `data_export.read`. */
export type DataExportReadAnswer = DataExport

/** Why `data_export.read` may fail. */
export type DataExportReadError =
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** Answer of `data_export.download`. */
export type DataExportDownloadAnswer = DataExportDocument

/** Why `data_export.download` may fail. */
export type DataExportDownloadError =
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'data_export.not_ready'
  | 'limit.exceeded'

/** The operations of `data_export`. */
export const dataExport = (caller: Caller) => ({
  /**
   * Ask for a copy of everything that is stored about you.
   * It is made behind the scenes; a mail says when it is ready, and it can be downloaded for seven days. While one is being made, asking again answers that one; afterwards, a new one takes its place.
   * Needs a signed-in person.
   */
  request: method<object, DataExportRequestAnswer, DataExportRequestError>(caller, {
    id: 'data_export.request',
    method: 'POST',
    path: '/api/v1/profile/export',
    errors: ['auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * See whether your copy is ready.
   * Needs a signed-in person.
   */
  read: method<object, DataExportReadAnswer, DataExportReadError>(caller, {
    id: 'data_export.read',
    method: 'GET',
    path: '/api/v1/profile/export',
    errors: ['auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),

  /**
   * Download your copy.
   * Needs a signed-in person.
   */
  download: method<object, DataExportDownloadAnswer, DataExportDownloadError>(caller, {
    id: 'data_export.download',
    method: 'GET',
    path: '/api/v1/profile/export/download',
    errors: ['auth.out_of_scope', 'auth.required', 'data_export.not_ready', 'limit.exceeded'],
  }),
})
