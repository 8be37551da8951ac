import type { StatementRecord } from '../db/database.ts'
import { schemaOf, type Endpoint } from './endpoint.ts'

/** @throws Error when an endpoint ran more statements than it declares */
export function checkStatements(endpoint: Endpoint, statements: readonly StatementRecord[]): void {
  if (statements.length <= endpoint.statements) return
  const names = statements.map(({ name }) => name).join(', ')
  throw new Error(
    `${endpoint.id} declares ${endpoint.statements} statements and ran ${statements.length}: ${names}`,
  )
}

/** @throws Error for an answer that the contract does not describe */
export function checkAnswer(endpoint: Endpoint, status: number, body: unknown): void {
  const response = endpoint.responses[status]
  if (response === undefined)
    throw new Error(`${endpoint.id} answered ${status}, which its contract does not list`)
  const parsed = schemaOf(response)?.safeParse(body)
  if (parsed?.error)
    throw new Error(
      `${endpoint.id} answered ${status} with another shape than its contract: ${parsed.error.message}`,
    )
}
