import type { FastifyRequest } from 'fastify'
import { answerSerializer } from './answer-serializer.ts'
import { schemaOf, successStatus, type Endpoint } from './endpoint.ts'
import { isExpectedByCaller, hashBody } from './entity-tag.ts'
import { fail } from './errors.ts'

/**
 * Compares the caller's `If-Match` with what reading `of` would answer now; `representation` is undefined when there is nothing
 * to read. To be called in the transaction of the change, with what it changes locked.
 * @throws AppError `request.precondition_failed`
 */
export type Expected = (of: Endpoint, representation: object | undefined) => void

/** What a request expects of what it changes, or undefined when it carries no `If-Match`. */
export function expectationOf({ headers }: FastifyRequest): Expected | undefined {
  const ifMatch = headers['if-match']
  if (ifMatch === undefined) return undefined
  return (of, representation) => {
    if (representation !== undefined) {
      const schema = schemaOf(of.responses[successStatus(of)]!)!
      if (isExpectedByCaller(ifMatch, hashBody(answerSerializer(schema)(representation)))) return
    }
    throw fail('request.precondition_failed')
  }
}

/**
 * What refuses changes on a condition that their endpoint cannot evaluate: a change that ignored it could be one that the caller
 * ruled out (RFC 9110, 13.2.1). Undefined for those that change nothing. `If-Unmodified-Since` is no such condition: where no
 * answer says when something was modified, it is to be ignored (13.1.4).
 * @throws AppError `request.unsupported_precondition`
 */
export function preconditionRefuser({ method, ifMatch }: Pick<Endpoint, 'method' | 'ifMatch'>) {
  if (method === 'GET') return undefined
  return ({ headers }: Pick<FastifyRequest, 'headers'>): void => {
    if (headers['if-none-match'] !== undefined) throw refuse('If-None-Match')
    if (!ifMatch && headers['if-match'] !== undefined) throw refuse('If-Match')
  }
}

const refuse = (field: string) => fail('request.unsupported_precondition', { field })
