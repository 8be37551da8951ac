import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FieldError } from '../errors/app-error.ts'
import { answerSerializer } from './answer-serializer.ts'
import { VERSION_HEADER, type EndpointVersions, type FormerOperation } from './api-versions.ts'
import { addHeaders, deprecationHeaders, type DeprecationGuide } from './deprecation.ts'
import { fail } from './errors.ts'
import { invalidRequest, parsePart } from './parse.ts'

/** An operation as callers of an older version know it. */
export interface FormerVersion {
  /** Version of the first change since: those who know the operation as it was before it get the same answers. */
  until: string
  /** The request as it reads now. @throws AppError `request.invalid` when it is not what was accepted then */
  up: (request: Pick<FastifyRequest, 'query' | 'body'>) => { query: unknown; body: unknown }
  /** Writes a success as it was; undefined when it has not changed. */
  write: ((body: unknown, strict: boolean) => string) | undefined
}

/**
 * Finds the version of a request, and says it in the answer, also in errors.
 * @returns what is different for the caller; undefined when nothing is
 * @throws AppError `request.unknown_version`
 */
export function versionReader(endpointId: string, versions: EndpointVersions, guide?: DeprecationGuide) {
  const former = new Map(
    versions.all.map((version) => [version, formerVersion(endpointId, versions, version)]),
  )
  return (request: FastifyRequest, reply: FastifyReply): FormerVersion | undefined => {
    reply.header('vary', `${String(reply.getHeader('vary'))}, ${VERSION_HEADER}`)
    const asked = request.headers['api-version'] as string | undefined
    const version = asked ?? versions.oldest
    if (!former.has(version)) {
      reply.header('api-version', versions.oldest)
      throw fail('request.unknown_version', { known: versions.all.join(', ') })
    }
    reply.header('api-version', version)
    request.apiVersion = version
    const found = former.get(version)
    if (found) {
      request.deprecatedUse = 'version'
      addHeaders(reply, deprecationHeaders({ since: found.until }, guide))
    }
    return found
  }
}

function formerVersion(
  endpointId: string,
  { former }: EndpointVersions,
  version: string,
): FormerVersion | undefined {
  const since = former.filter((change) => change.version > version)
  if (since.length === 0) return undefined
  return {
    until: since[0]!.version,
    up: ({ query, body }) => {
      const problems: FieldError[] = []
      const now = {
        query: raise('query', query, since, problems),
        body: raise('body', body, since, problems),
      }
      if (problems.length > 0) throw invalidRequest(problems)
      return now
    },
    write: writerOf(endpointId, since),
  }
}

function raise(
  part: 'query' | 'body',
  sent: unknown,
  since: readonly FormerOperation[],
  problems: FieldError[],
): unknown {
  const steps = since.flatMap((change) => change[part] ?? [])
  if (steps.length === 0) return sent
  const earlier = problems.length
  parsePart(steps[0]!.schema, part, sent, problems)
  if (problems.length > earlier) return undefined
  return steps.reduce((value, { up }) => up(value), sent as Record<string, unknown>)
}

function writerOf(endpointId: string, since: readonly FormerOperation[]): FormerVersion['write'] {
  const steps = since.flatMap(({ answer }) => answer ?? [])
  const schema = steps[0]?.schema
  if (schema === undefined) return undefined
  const serialize = answerSerializer(schema)
  return (body, strict) => {
    const former = steps.reduceRight((value, { down }) => down(value), body)
    const misfit = strict ? schema.safeParse(former).error : undefined
    if (misfit) throw new Error(`${endpointId} answered another shape than it did: ${misfit.message}`)
    return serialize(former)
  }
}
