import { readFileSync } from 'node:fs'
import type { Statements } from './yoga-data.ts'

/** What a server of the comparison is started with, by the process that measures it. */
export interface Settings {
  databaseUrl: string
  statements: Statements
  /** Signs the access tokens that callers send. */
  tokenSecret: Buffer
  /** YogaFlow's API document: the schemas of what comes in and goes out. */
  document: ApiDocument
}

interface ApiDocument {
  components: { schemas: Record<string, object> }
  paths: Record<string, Record<string, { responses: Record<string, JsonContent> }>>
}

interface JsonContent {
  content: { 'application/json': { schema: object } }
}

export function readSettings(): Settings {
  const { DATABASE_URL, STATEMENTS_FILE, TOKEN_SECRET, API_DOCUMENT } = process.env
  const read = (file: string | undefined) => JSON.parse(readFileSync(file!, 'utf8')) as unknown
  return {
    databaseUrl: DATABASE_URL!,
    statements: read(STATEMENTS_FILE) as Statements,
    tokenSecret: Buffer.from(TOKEN_SECRET!, 'base64url'),
    document: read(API_DOCUMENT) as ApiDocument,
  }
}

/** Tells the process that measures where the server is. */
export const announce = (port: number): void => void process.send!({ ports: [port] })

/** The schema of an answer, with what it refers to put in its place. */
export function answerSchema({ document }: Settings, method: string, path: string, status: number): object {
  const answer = document.paths[path]![method]!.responses[status]!
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve)
    if (typeof value !== 'object' || value === null) return value
    const { $ref } = value as { $ref?: string }
    if ($ref !== undefined) return resolve(document.components.schemas[$ref.slice($ref.lastIndexOf('/') + 1)])
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]))
  }
  return resolve(answer.content['application/json'].schema) as object
}
