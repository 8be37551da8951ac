// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { UploadedImage } from './schemas.ts'

/** Params of `uploads.read`. */
export interface UploadsReadParams {
  filename: string
}

/** Answer of `uploads.read`. */
export type UploadsReadAnswer = Blob

/** Why `uploads.read` may fail. */
export type UploadsReadError =
  | 'image.not_found'
  | 'request.invalid'

/** Body of `uploads.create`. */
export interface UploadsCreateBody {
  /** The image. */
  file: Blob
}

/** Answer of `uploads.create`. */
export type UploadsCreateAnswer = UploadedImage

/** Why `uploads.create` may fail. */
export type UploadsCreateError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.unsupported_media_type'
  | 'upload.malformed'
  | 'upload.no_file'
  | 'upload.not_an_image'
  | 'upload.too_large'
  | 'upload.too_many_pixels'

/** Params of `uploads.read_below_api`. */
export interface UploadsReadBelowApiParams {
  filename: string
}

/** Answer of `uploads.read_below_api`. */
export type UploadsReadBelowApiAnswer = Blob

/** Why `uploads.read_below_api` may fail. */
export type UploadsReadBelowApiError =
  | 'image.not_found'
  | 'request.invalid'

/** Params of `uploads.delete`. */
export interface UploadsDeleteParams {
  filename: string
}

/** Why `uploads.delete` may fail. */
export type UploadsDeleteError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'image.not_found'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `uploads`. */
export const uploads = (caller: Caller) => ({
  /** Read an uploaded image. */
  read: method<{ params: UploadsReadParams }, UploadsReadAnswer, UploadsReadError>(caller, {
    id: 'uploads.read',
    method: 'GET',
    path: '/uploads/images/{filename}',
    errors: ['image.not_found', 'request.invalid'],
  }),

  /**
   * Upload an image for poses and sequences.
   * A form with the image in the field `file`: JPEG, PNG or WebP by its bytes, 10 MiB at most. It is stored anew in its format: upright, 2000 pixels on the longest side at most, on white where it was transparent, without metadata.
   * Needs the permission `upload.write`.
   */
  create: method<{ body: UploadsCreateBody }, UploadsCreateAnswer, UploadsCreateError>(caller, {
    id: 'uploads.create',
    method: 'POST',
    path: '/api/v1/upload/image',
    body: 'form',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.unsupported_media_type', 'upload.malformed', 'upload.no_file', 'upload.not_an_image', 'upload.too_large', 'upload.too_many_pixels'],
  }),

  /** Read an uploaded image, below the prefix of the API. */
  readBelowApi: method<{ params: UploadsReadBelowApiParams }, UploadsReadBelowApiAnswer, UploadsReadBelowApiError>(caller, {
    id: 'uploads.read_below_api',
    method: 'GET',
    path: '/api/v1/upload/images/{filename}',
    errors: ['image.not_found', 'request.invalid'],
  }),

  /**
   * Delete an uploaded image.
   * Poses and sequences that name it keep its address, and caches may keep the image.
   * Needs the permission `upload.write`.
   */
  delete: method<{ params: UploadsDeleteParams }, undefined, UploadsDeleteError>(caller, {
    id: 'uploads.delete',
    method: 'DELETE',
    path: '/api/v1/upload/images/{filename}',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'image.not_found', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
