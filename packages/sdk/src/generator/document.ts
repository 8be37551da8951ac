/** A JSON Schema, as far as our documents use it. */
export interface Schema {
  $ref?: string
  type?: string | readonly string[]
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly Schema[]
  items?: Schema
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  additionalProperties?: boolean | Schema
  description?: string
  default?: unknown
  contentMediaType?: string
}

/** One that stands elsewhere (`$ref`) is for all operations: it has no `in` here. */
export interface Parameter {
  $ref?: string
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: Schema
}

type Content = Readonly<Record<string, { schema: Schema }>>

export interface ResponseObject {
  $ref?: string
  content?: Content
}

export interface OperationObject {
  operationId: string
  summary: string
  description?: string
  deprecated?: boolean
  'x-permission': string
  parameters?: readonly Parameter[]
  requestBody?: { required: boolean; content: Content }
  responses: Readonly<Record<string, ResponseObject>>
}

/** The part of an OpenAPI document that the client is made from. */
export interface ApiDocument {
  info: { title: string; version: string; 'x-api-version'?: string }
  paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  components: {
    schemas: Readonly<Record<string, Schema>>
    responses: Readonly<Record<string, ResponseObject>>
  }
}
