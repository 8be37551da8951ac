import type { IncomingMessage } from 'node:http'
import type { Expected } from './expectation.ts'
import type { Cached, CachedAnswer } from './cached-answer.ts'
import type { Answer, AnyEndpoint, Endpoint, Output, Permission } from './endpoint.ts'

/** The least that is known of a caller: who, and what they may do. Apps add to it. */
export interface Principal {
  subject: string
  permissions: ReadonlySet<string>
  carrier: 'bearer' | 'cookie' | 'api_key'
  /** Present when a program calls with an API key: only endpoints of these scopes answer it. */
  apiKey?: { keyId: string; scopes: ReadonlySet<string> }
}

/** Facts of the request that are not in its contract. */
export interface RequestInfo {
  id: string
  /** The client's address, believed from proxies only when they are trusted. */
  address: string
  userAgent: string | undefined
  headers: IncomingMessage['headers']
  /** The raw body, for endpoints that stream it. */
  raw: IncomingMessage
}

/** What a handler may set on the answer besides its body. */
export interface AnswerOptions {
  status: (status: number) => void
  header: (name: string, value: string) => void
}

/** The caller as an endpoint of that permission may rely on it. */
type ActorFor<Perm extends Permission, Actor> = Perm extends 'public'
  ? undefined
  : Perm extends 'optional'
    ? Actor | undefined
    : Actor

interface Call<Deps, Actor, Params, Query, Body, Result> {
  deps: Deps
  actor: Actor
  params: Params
  query: Query
  body: Body
  request: RequestInfo
  answer: AnswerOptions
  /** Compares what is there with what the caller last read. Undefined when the caller did not ask for that. */
  expected: Expected | undefined
  /** Answers from the cache, or loads what is not there. */
  cached: Cached<Result>
}

/** An endpoint with the function that answers it. */
export interface Binding<Deps, Actor> {
  endpoint: Endpoint
  run: (call: Call<Deps, Actor | undefined, unknown, unknown, unknown, unknown>) => unknown
}

/** Makes the `handle` of an app: binds a handler to an endpoint, typed by its contract. */
export function handlerFor<Deps, Actor extends Principal>() {
  return function handle<E extends AnyEndpoint>(
    endpoint: E,
    handler: (
      call: Call<
        Deps,
        ActorFor<E['permission'], Actor>,
        Output<E['params']>,
        Output<E['query']>,
        Output<E['body']>,
        Answer<E['responses']>
      >,
    ) => Promise<Answer<E['responses']> | CachedAnswer<Answer<E['responses']>>> | Answer<E['responses']>,
  ): Binding<Deps, Actor> {
    return { endpoint, run: handler as unknown as Binding<Deps, Actor>['run'] }
  }
}
