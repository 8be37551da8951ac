// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'

/** Answer of `docs.openapi`. */
export type DocsOpenapiAnswer = object

/** Why `docs.openapi` may fail. */
export type DocsOpenapiError =
  never

/** Answer of `docs.page`. */
export type DocsPageAnswer = string

/** Why `docs.page` may fail. */
export type DocsPageError =
  never

/** Answer of `docs.script`. */
export type DocsScriptAnswer = string

/** Why `docs.script` may fail. */
export type DocsScriptError =
  never

/** Why `docs.redoc` may fail. */
export type DocsRedocError =
  never

/** The operations of `docs`. */
export const docs = (caller: Caller) => ({
  /** This document. */
  openapi: method<object, DocsOpenapiAnswer, DocsOpenapiError>(caller, {
    id: 'docs.openapi',
    method: 'GET',
    path: '/openapi.json',
    errors: [],
  }),

  /** This document as a page to read and to try requests on. */
  page: method<object, DocsPageAnswer, DocsPageError>(caller, {
    id: 'docs.page',
    method: 'GET',
    path: '/docs',
    errors: [],
  }),

  /** The script of the page. */
  script: method<object, DocsScriptAnswer, DocsScriptError>(caller, {
    id: 'docs.script',
    method: 'GET',
    path: '/docs/scalar.js',
    errors: [],
  }),

  /** Leads to the page. */
  redoc: method<object, undefined, DocsRedocError>(caller, {
    id: 'docs.redoc',
    method: 'GET',
    path: '/redoc',
    errors: [],
  }),
})
