import type { Endpoint } from '../http/endpoint.ts'
import type { LimitClass } from '../limits/limit-classes.ts'
import type { JsonSchema } from '../http/wire-schema.ts'
import type { ComponentSchemas } from './component-schemas.ts'
import type { Examples, OperationObject, ParameterObject } from './openapi-types.ts'
import type { RecordedExample } from './recorded-example.ts'
import { headerParametersOf } from './header-parameters.ts'
import { responsesOf, schemaOfMedia, type ResponseContext } from './responses.ts'

export interface OperationContext extends ResponseContext {
  limits: Readonly<Record<string, LimitClass>>
  /** Absent when the app has no session cookie. */
  cookieName?: string
}

/** The part of an operation id before the dot. */
export const tagOf = ({ id }: Pick<Endpoint, 'id'>): string => id.slice(0, id.indexOf('.'))

/** One endpoint as an operation of the document. */
export function operationOf(
  endpoint: Endpoint,
  recorded: readonly RecordedExample[],
  context: OperationContext,
): OperationObject {
  const { id, summary, permission, limit, statements, deprecated } = endpoint
  const description = describe(endpoint)
  const rate = context.limits[limit]
  const parameters = [
    ...parametersOf(endpoint, 'params', 'path', recorded, context.schemas),
    ...parametersOf(endpoint, 'query', 'query', recorded, context.schemas),
    ...headerParametersOf(endpoint),
  ]
  return {
    operationId: id,
    tags: [tagOf(endpoint)],
    summary,
    ...(description !== '' && { description }),
    ...(deprecated && { deprecated: true }),
    security: securityOf(endpoint, context),
    'x-permission': permission,
    ...(rate !== undefined && {
      'x-rate-limit': {
        class: limit,
        quota: rate.quota,
        window_seconds: rate.windowS,
        counted_by: rate.by,
      },
    }),
    'x-statements': statements,
    ...(parameters.length > 0 && { parameters }),
    ...requestBodyOf(endpoint, recorded, context.schemas),
    responses: responsesOf(endpoint, recorded, context),
  }
}

function describe({ description, deprecated, versions }: Endpoint): string {
  const parts = description === undefined ? [] : [description]
  if (deprecated) {
    const { since, sunset, successor } = deprecated
    const end = sunset === undefined ? '' : `, and ends on ${sunset}`
    const instead = successor === undefined ? '' : ` Use \`${successor}\`.`
    parts.push(`Deprecated since ${since}${end}.${instead}`)
  }
  const changed = versions?.former.map(({ version }) => version) ?? []
  if (changed.length > 0) parts.push(`Changed in the version ${changed.join(' and ')} of the API.`)
  return parts.join('\n\n')
}

function securityOf(
  { method, permission, allowCookie, scope }: Endpoint,
  { cookieName }: OperationContext,
): Record<string, string[]>[] {
  if (permission === 'public') return []
  const ways: Record<string, string[]>[] = [{ bearer: [] }]
  if (scope) ways.push({ apiKey: [scope] })
  if (cookieName !== undefined && (method === 'GET' || allowCookie)) ways.push({ cookie: [] })
  if (permission === 'optional') ways.push({})
  return ways
}

function parametersOf(
  endpoint: Endpoint,
  part: 'params' | 'query',
  place: 'path' | 'query',
  recorded: readonly RecordedExample[],
  schemas: ComponentSchemas,
): ParameterObject[] {
  const schema = endpoint[part]
  if (schema === undefined) return []
  const { properties, required = [] } = schemas.refer(schema, 'input') as {
    properties: Record<string, JsonSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => {
    const examples = examplesOf(recorded, (example) => example[part]?.[name])
    return {
      name,
      in: place,
      ...((place === 'path' || required.includes(name)) && { required: true }),
      ...(typeof description === 'string' && { description }),
      schema: rest,
      ...(examples && { examples }),
    }
  })
}

function requestBodyOf(
  { body, streams, files }: Endpoint,
  recorded: readonly RecordedExample[],
  schemas: ComponentSchemas,
): Pick<OperationObject, 'requestBody'> {
  if (body === undefined && streams === undefined) return {}
  const content: Record<string, { schema: JsonSchema; examples?: Examples }> = {}
  // Where both are read, text is what was streamed.
  const isJson = ({ body: sent }: RecordedExample) => streams === undefined || typeof sent !== 'string'
  if (body !== undefined) {
    const examples = examplesOf(recorded.filter(isJson), (example) => example.body)
    content['application/json'] = { schema: schemas.refer(body, 'input'), ...(examples && { examples }) }
  }
  if (streams !== undefined) {
    const streamed = body === undefined ? recorded : recorded.filter((example) => !isJson(example))
    const examples = examplesOf(streamed, (example) => example.body)
    const schema = files ? formSchema(files) : schemaOfMedia(streams)
    content[streams] = { schema, ...(examples && { examples }) }
  }
  return {
    requestBody: { required: streams !== undefined || !body!.safeParse(undefined).success, content },
  }
}

function formSchema(files: Readonly<Record<string, string>>): JsonSchema {
  const properties = Object.entries(files).map(([name, description]) => [
    name,
    { type: 'string', contentMediaType: 'application/octet-stream', description },
  ])
  return { type: 'object', properties: Object.fromEntries(properties), required: Object.keys(files) }
}

function examplesOf(
  recorded: readonly RecordedExample[],
  valueOf: (example: RecordedExample) => unknown,
): Examples | undefined {
  const examples: Examples = {}
  for (const example of recorded) {
    const value = valueOf(example)
    if (value !== undefined) examples[example.key] = { summary: example.summary, value }
  }
  return Object.keys(examples).length > 0 ? examples : undefined
}
