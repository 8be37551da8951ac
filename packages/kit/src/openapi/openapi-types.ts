import type { JsonSchema } from '../http/wire-schema.ts'

/** A reference to a part below `components`. */
export interface Reference {
  $ref: string
}

export interface ExampleObject {
  summary?: string
  /** Absent when the value is not JSON. */
  value?: unknown
}

export type Examples = Record<string, ExampleObject | Reference>

export interface MediaTypeObject {
  schema: JsonSchema
  examples?: Examples
}

export interface ParameterObject {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: JsonSchema
  examples?: Examples
}

export interface HeaderObject {
  description: string
  schema: JsonSchema
}

export interface ResponseObject {
  description: string
  headers?: Record<string, HeaderObject | Reference>
  content?: Record<string, MediaTypeObject>
}

/** The `x-` fields are ours: what the operation needs, what it is limited to, and how many statements it may run. */
export interface OperationObject {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, string[]>[]
  'x-permission': string
  'x-rate-limit'?: { class: string; quota: number; window_seconds: number; counted_by: readonly string[] }
  'x-statements': number
  deprecated?: true
  parameters?: (ParameterObject | Reference)[]
  requestBody?: { required: boolean; content: Record<string, MediaTypeObject> }
  responses: Record<string, ResponseObject | Reference>
}

export type PathItemObject = Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', OperationObject>>

/** An OpenAPI 3.1 document, as far as ours go. */
export interface OpenApiDocument {
  openapi: '3.1.1'
  info: {
    title: string
    version: string
    description: string
    license?: { name: string; identifier: string }
    /** The version of the API that the document describes, where there are several. */
    'x-api-version'?: string
  }
  servers: { url: string; description?: string }[]
  tags: { name: string; 'x-displayName': string }[]
  paths: Record<string, PathItemObject>
  components: {
    securitySchemes: Record<string, Record<string, string>>
    schemas: Record<string, JsonSchema>
    headers: Record<string, HeaderObject>
    parameters?: Record<string, ParameterObject>
    responses: Record<string, ResponseObject>
    examples: Record<string, ExampleObject>
  }
}
