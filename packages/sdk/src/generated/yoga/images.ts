// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'

/** Params of `images.pose`. */
export interface ImagesPoseParams {
  file: string
}

/** Answer of `images.pose`. */
export type ImagesPoseAnswer = string

/** Why `images.pose` may fail. */
export type ImagesPoseError =
  | 'image.not_found'
  | 'request.invalid'

/** The operations of `images`. */
export const images = (caller: Caller) => ({
  /** The line drawing of a pose. */
  pose: method<{ params: ImagesPoseParams }, ImagesPoseAnswer, ImagesPoseError>(caller, {
    id: 'images.pose',
    method: 'GET',
    path: '/images/poses/{file}',
    errors: ['image.not_found', 'request.invalid'],
  }),
})
