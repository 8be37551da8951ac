import { pipeline } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isCachedAnswer } from './cached-answer.ts'
import { cacheControlOf, isTagged, variesBy } from './cache-policy.ts'
import { createCompressedBodies } from './compressed-bodies.ts'
import { chooseCoding, compress, compressingStream, isCompressible, type Coding } from './content-coding.ts'
import { successStatus, type Endpoint } from './endpoint.ts'
import { entityTag, hashBody, isKnownToCaller } from './entity-tag.ts'

/** A body that fits into one packet arrives no sooner when it is smaller. */
const LEAST_BYTES = 1400
const KEPT_BYTES = 8 * 1024 * 1024

/** Answers that many ask for are encoded and compressed once for all of them. Entries are found by what they hold, so none is ever stale. */
const kept = createCompressedBodies(KEPT_BYTES)

export interface Delivery {
  /** Sets what the answer depends on. Before anything that may fail, so that errors say so too. */
  begin: (reply: FastifyReply) => void
  /** Sends a success: serialized, with its validators, 304 when the caller has it already, compressed where that helps. */
  send: (
    request: FastifyRequest,
    reply: FastifyReply,
    body: unknown,
    isCallerKnown: boolean,
  ) => FastifyReply | Promise<FastifyReply>
}

/** How the successes of an endpoint are sent. What follows from the contract alone is worked out here, once. */
export function deliveryOf(endpoint: Endpoint): Delivery {
  const cacheControl = cacheControlOf(endpoint)
  const vary = variesBy(endpoint)
  const tagged = isTagged(endpoint)
  const success = successStatus(endpoint)
  const compresses = endpoint.compress !== false
  const isLasting = tagged && endpoint.cache !== undefined

  const codingFor = (request: FastifyRequest, reply: FastifyReply): Coding | undefined => {
    if (!compresses) return undefined
    if (reply.hasHeader('set-cookie') || reply.hasHeader('content-encoding')) return undefined
    const type = reply.getHeader('content-type')
    if (typeof type !== 'string' || !isCompressible(type)) return undefined
    return chooseCoding(request.headers['accept-encoding'] as string | undefined)
  }

  const sendText = (
    request: FastifyRequest,
    reply: FastifyReply,
    body: string | Buffer,
    { isShared, hash }: { isShared: boolean; hash?: string },
  ) => {
    const coding = isShort(body) ? undefined : codingFor(request, reply)
    let bodyHash: string | undefined
    if (tagged && reply.statusCode === success && !reply.hasHeader('etag')) {
      bodyHash = hash ?? hashBody(body)
      const tag = entityTag(bodyHash, coding)
      reply.header('etag', tag)
      const known = request.headers['if-none-match']
      if (known !== undefined && isKnownToCaller(known, tag)) return sendNotModified(reply)
    }
    const key = isShared && bodyHash !== undefined ? `${bodyHash}-${coding ?? 'identity'}` : undefined
    const found = key === undefined ? undefined : kept.get(key)
    if (coding === undefined) {
      if (key === undefined) return reply.send(body)
      const bytes = found ?? Buffer.from(body as string)
      if (!found) kept.set(key, bytes)
      return reply.send(bytes)
    }
    reply.header('content-encoding', coding).removeHeader('content-length')
    if (found) return reply.send(found)
    const made = compress(coding, Buffer.from(body as string), key === undefined ? 'quick' : 'thorough')
    const sendMade = (compressed: Buffer) => {
      if (key !== undefined) kept.set(key, compressed)
      return reply.send(compressed)
    }
    return made instanceof Promise ? made.then(sendMade) : sendMade(made)
  }

  const sendStream = (request: FastifyRequest, reply: FastifyReply, body: NodeJS.ReadableStream) => {
    const coding = codingFor(request, reply)
    if (coding !== undefined) reply.header('content-encoding', coding).removeHeader('content-length')
    if (request.method === 'HEAD') {
      if ('destroy' in body && typeof body.destroy === 'function') body.destroy()
      return reply.send()
    }
    if (coding === undefined) return reply.send(body)
    const compressing = compressingStream(coding)
    // The server hears of a failure from the last stream, and ends the connection.
    pipeline(body, compressing, (error) => error && compressing.destroy(error))
    return reply.send(compressing)
  }

  return {
    begin: (reply) => void reply.header('vary', vary),
    send: (request, reply, body, isCallerKnown) => {
      const policy = isCallerKnown ? cacheControl.known : cacheControl.unknown
      if (policy !== undefined && !reply.hasHeader('cache-control')) reply.header('cache-control', policy)
      if (body === undefined || body === null) return reply.send()
      const isShared = isLasting && !isCallerKnown
      if (isCachedAnswer(body))
        return sendText(request, reply.headers(body.headers), body.text, { isShared, hash: body.hash })
      if (typeof body === 'string' || Buffer.isBuffer(body))
        return sendText(request, reply, body, { isShared })
      if (isStream(body)) return sendStream(request, reply, body)
      return sendText(request, reply, reply.serialize(body as object) as string, { isShared })
    },
  }
}

function sendNotModified(reply: FastifyReply): FastifyReply {
  return reply.code(304).removeHeader('content-type').removeHeader('content-length').send()
}

/** What has as many characters has as many bytes at least; UTF-8 takes three for one at most. */
const isShort = (body: string | Buffer): boolean =>
  body.length < LEAST_BYTES && (3 * body.length < LEAST_BYTES || Buffer.byteLength(body) < LEAST_BYTES)

const isStream = (body: unknown): body is NodeJS.ReadableStream =>
  typeof (body as { pipe?: unknown }).pipe === 'function'
