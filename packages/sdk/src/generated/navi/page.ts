// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'

/** Answer of `page.index`. */
export type PageIndexAnswer = string

/** Why `page.index` may fail. */
export type PageIndexError =
  never

/** Answer of `page.worker`. */
export type PageWorkerAnswer = string

/** Why `page.worker` may fail. */
export type PageWorkerError =
  never

/** Params of `page.file`. */
export interface PageFileParams {
  /** The one that the page names: may be kept for ever. `current`: the newest. */
  version: string
  file: string
}

/** Answer of `page.file`. */
export type PageFileAnswer = string

/** Why `page.file` may fail. */
export type PageFileError =
  | 'INVALID_INPUT'
  | 'NOT_FOUND'

/** The operations of `page`. */
export const page = (caller: Caller) => ({
  /** Navi in the browser. */
  index: method<object, PageIndexAnswer, PageIndexError>(caller, {
    id: 'page.index',
    method: 'GET',
    path: '/',
    errors: [],
  }),

  /** What keeps the page for times without network. */
  worker: method<object, PageWorkerAnswer, PageWorkerError>(caller, {
    id: 'page.worker',
    method: 'GET',
    path: '/service-worker.js',
    errors: [],
  }),

  /** A part of the page. */
  file: method<{ params: PageFileParams }, PageFileAnswer, PageFileError>(caller, {
    id: 'page.file',
    method: 'GET',
    path: '/page/{version}/{file}',
    errors: ['INVALID_INPUT', 'NOT_FOUND'],
  }),
})
