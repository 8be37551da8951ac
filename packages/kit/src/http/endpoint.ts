import type { z } from 'zod'
import type { EndpointVersions } from './api-versions.ts'
import type { CachePolicy } from './cache-policy.ts'
import type { Deprecation } from './deprecation.ts'

/** Who may call: everyone, everyone with the caller known when signed in, any signed-in user, or holders of `noun.verb`. */
export type Permission = 'public' | 'optional' | 'signed_in' | `${string}.${string}`

/** One response: its schema (null for an empty body), or a body of another media type that is sent as it is. */
export type ResponseSpec =
  | z.ZodType
  | null
  | { schema: z.ZodType | null; description?: string; headers?: Readonly<Record<string, string>> }
  | {
      contentType: string
      description: string
      headers?: Readonly<Record<string, string>>
      /** What it holds, when that is JSON. It is not checked against this, nor written by it. */
      holds?: z.ZodType
    }

/**
 * A request that is replayed against a real server to prove the document and to record its answer there.
 * `given` names the state it needs; the replay provides it and may fill `{name}` in the values.
 */
export interface Example {
  /** Says what is shown: "a finished session". */
  name: string
  given?: string
  as?: 'guest' | 'user' | 'other' | 'admin'
  params?: Readonly<Record<string, string | number>>
  query?: Readonly<Record<string, string | number | boolean>>
  /** A form's fields stand by name; `{name}` alone may stand for the bytes of a file, or of a whole body. */
  body?: unknown
  /** The status or the error code that is answered; the success status when absent. */
  answers?: number | string
}

type Schema = z.ZodType | undefined

/** A request and its answers, as data: the router, validation, serialization, OpenAPI and the client come from it. */
export interface Endpoint<
  Perm extends Permission = Permission,
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  R extends Readonly<Record<number, ResponseSpec>> = Readonly<Record<number, ResponseSpec>>,
> {
  /** `feature.verb`: the operation id, and the client's method. */
  id: `${string}.${string}`
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the prefix it is mounted at, parameters as `:name`. */
  path: `/${string}` | ''
  summary: string
  description?: string
  permission: Perm
  /** Name of a limit class of the app, or `none` with the reason given in the app's limit table. */
  limit: string
  params?: P
  query?: Q
  body?: B
  responses: R
  /** Codes it may answer beyond those that follow from permission, limit and schemas. */
  errors?: readonly string[]
  /** Statements it may run at most, whatever the size of the answer; the session check not counted. */
  statements: number
  /** Also accepts the session cookie although it changes state; the request's origin is then checked. */
  allowCookie?: boolean
  /** The account that a credential limit counts, read from the parsed body and query; undefined counts none. */
  account?: (body: never, query: never) => string | undefined
  /** Largest body in bytes, when it differs from the app's. */
  bodyLimit?: number
  /** Reads the body itself, as a stream, when it is of this media type. */
  streams?: string
  /** The fields of such a form that hold a file, with what they hold. */
  files?: Readonly<Record<string, string>>
  /** Takes a body of a media type that it does not read for none, as clients of an older server rely on. */
  otherBodies?: 'ignored'
  /** How long the answers of a GET may be kept. Absent: callers keep theirs and ask each time whether it changed. */
  cache?: CachePolicy
  /** False where an answer holds a secret beside what the caller sent: compressed, its length would tell of the secret. */
  compress?: false
  /** Takes `If-Match`: the change is refused when what it names is no longer what is there. The handler checks, by `expected`. */
  ifMatch?: true
  /**
   * Whether it takes an `Idempotency-Key`: a request that is repeated with the same one is then answered as the first time, and
   * does nothing. False where `takingKeys` must not decide so: the answer holds a secret, which is not kept, or what it does is
   * not in the database alone.
   */
  idempotencyKey?: boolean
  /**
   * The scope that an API key needs to call it; false where keys may not call at all. Absent, `openToApiKeys` takes the permission
   * when that is a `noun.verb`, and leaves others closed.
   */
  scope?: `${string}.${string}` | false
  /** Still answered, and not to be used any more. */
  deprecated?: Deprecation
  /** The versions of the API it belongs to: see `versionedBy`. */
  versions?: EndpointVersions
  examples: readonly Example[]
}

export type AnyEndpoint = Endpoint<Permission, Schema, Schema, Schema>

/** Declares an endpoint. */
export function endpoint<
  const Perm extends Permission,
  const R extends Readonly<Record<number, ResponseSpec>>,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>(spec: Endpoint<Perm, P, Q, B, R>): Endpoint<Perm, P, Q, B, R> {
  return spec
}

/** What the handler gets for a part of the request: the parsed value, or undefined when the contract has no such part. */
export type Output<S> = NonNullable<S> extends z.ZodType ? z.output<NonNullable<S>> : undefined

type BodyOf<S> = S extends z.ZodType
  ? z.input<S>
  : S extends { schema: infer T }
    ? BodyOf<T>
    : S extends { contentType: string }
      ? string | Buffer | NodeJS.ReadableStream
      : void

type SuccessStatus = 200 | 201 | 202 | 204 | 207 | 301 | 302 | 303 | 304 | 307 | 308

/** What a handler returns: the body of one of the success responses. */
export type Answer<R> = {
  [Status in keyof R]: Status extends SuccessStatus ? BodyOf<R[Status]> : never
}[keyof R]

/** The schema of a response's body, or undefined when it has none or is not JSON. */
export function schemaOf(response: ResponseSpec): z.ZodType | undefined {
  if (response === null || 'contentType' in response) return undefined
  return '_zod' in response ? response : (response.schema ?? undefined)
}

/** The pattern of an endpoint's URL where it is mounted, parameters as `:name`. */
export const urlOf = (prefix: string, { path }: Pick<Endpoint, 'path'>): string => `${prefix}${path}` || '/'

/** The lowest success status an endpoint declares: the one a plain returned value is sent with. */
export function successStatus(of: Pick<Endpoint, 'responses'>): number {
  const statuses = Object.keys(of.responses).map(Number)
  return Math.min(...statuses.filter((status) => status < 400))
}
