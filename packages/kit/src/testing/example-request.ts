import { urlOf, type Endpoint, type Example } from '../http/endpoint.ts'
import { BOUNDARY, formOf } from './form.ts'

export type Person = NonNullable<Example['as']>

/** A request as an app's test equipment sends it: signed in as a person, a JSON body as a value. */
export interface SentRequest {
  method: Endpoint['method']
  url: string
  as: Person
  body?: unknown
  headers?: Record<string, string>
}

export interface SentAnswer {
  status: number
  headers: Readonly<Record<string, unknown>>
  text: string
  /** The parsed body, when the answer is JSON. */
  json: unknown
}

export type Send = (request: SentRequest) => Promise<SentAnswer>

/** What the state that an example needs is called by: values for the `{name}` places of its request. */
export type StateValues = Readonly<Record<string, string | number | Uint8Array>>

/** The parts of a request that an example shows. */
export interface ExampleParts {
  as: Person
  params: Readonly<Record<string, unknown>>
  query: Readonly<Record<string, unknown>>
  body: unknown
}

/** Who an endpoint is for, when an example does not say who sends it. */
function typicalCaller({ permission }: Pick<Endpoint, 'permission'>): Person {
  if (permission === 'public' || permission === 'optional') return 'guest'
  return permission === 'signed_in' ? 'user' : 'admin'
}

/**
 * The parts of an example with the values of its state in their places: `{session}` alone becomes the value itself,
 * within a text its text.
 * @throws Error for a place that the state has no value for.
 */
export function fillExample(endpoint: Endpoint, example: Example, values: StateValues): ExampleParts {
  const { as = typicalCaller(endpoint), params = {}, query = {}, body } = example
  const fill = <T>(part: T) => filled(part, values) as T
  return { as, params: fill(params), query: fill(query), body: fill(body) }
}

function filled(part: unknown, values: StateValues): unknown {
  if (Array.isArray(part)) return part.map((item) => filled(item, values))
  if (typeof part === 'object' && part !== null)
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, filled(value, values)]))
  if (typeof part !== 'string') return part
  const whole = /^\{(\w+)\}$/.exec(part)
  if (whole) return valueOf(whole[1]!, values)
  return part.replaceAll(/\{(\w+)\}/g, (_place, name: string) => String(valueOf(name, values)))
}

function valueOf(name: string, values: StateValues): StateValues[string] {
  const value = values[name]
  if (value === undefined) throw new Error(`the state gives no value for {${name}}`)
  return value
}

/** The request that sends these parts to an endpoint. */
export function requestOf(
  prefix: string,
  endpoint: Endpoint,
  { as, params, query, body }: ExampleParts,
): SentRequest {
  const path = urlOf(prefix, endpoint).replaceAll(/:(\w+)/g, (_place, name: string) =>
    encodeURIComponent(String(params[name])),
  )
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  const url = search.size > 0 ? `${path}?${search}` : path
  const { method, streams } = endpoint
  if (body === undefined) return { method, url, as }
  const isJson = streams === undefined || (endpoint.body !== undefined && !isRaw(body))
  return { method, url, as, ...(isJson ? { body } : streamedBody(streams, body)) }
}

const isRaw = (body: unknown) => typeof body === 'string' || body instanceof Uint8Array

/** What is streamed: bytes and text as they are, anything else as the fields of a form. */
function streamedBody(streams: string, body: unknown): Pick<SentRequest, 'body' | 'headers'> {
  if (isRaw(body)) {
    const isForm = streams.startsWith('multipart/')
    return { body, headers: { 'content-type': isForm ? `${streams}; boundary=${BOUNDARY}` : streams } }
  }
  const fields = Object.entries(body as Record<string, Uint8Array | string>)
  return formOf(...fields.map(([field, bytes]) => ({ field, bytes })))
}
