import { impliedErrors } from '../http/implied-errors.ts'
import { breakExample } from './broken-example.ts'
import type { EndpointReplay, Sent } from './endpoint-replay.ts'
import type { ExampleParts } from './example-request.ts'

type Make = (replay: EndpointReplay, good: ExampleParts) => Sent | undefined

const JSON_TYPE = { 'content-type': 'application/json' }

/** How each error that follows from a declaration is caused, starting from a request that succeeds. */
const causes: Record<string, { summary: string; make: Make }> = {
  'auth.required': {
    summary: 'without a token',
    make: (_replay, good) => ({ parts: { ...good, as: 'guest' }, hidden: {} }),
  },
  'auth.forbidden': {
    summary: 'without the permission',
    make: (_replay, good) => ({ parts: { ...good, as: 'user' }, hidden: {} }),
  },
  'request.invalid': {
    summary: 'a value that is not accepted',
    make: ({ endpoint }, good) => {
      const parts = breakExample(endpoint, good)
      if (parts) return { parts }
      return endpoint.method === 'GET'
        ? undefined
        : { parts: { ...good, body: undefined }, hidden: { body: '{', headers: JSON_TYPE } }
    },
  },
  'request.too_large': {
    summary: 'a body that is too large',
    make: ({ endpoint, options }, good) => {
      const body = JSON.stringify('x'.repeat(endpoint.bodyLimit ?? options.bodyLimitBytes))
      return {
        parts: { ...good, body: undefined },
        hidden: { body, headers: JSON_TYPE },
      }
    },
  },
  'request.precondition_failed': {
    summary: 'changed since it was read',
    make: (_replay, good) => ({
      parts: good,
      hidden: { headers: { 'if-match': '"0000000000000000000000"' } },
    }),
  },
  'request.unsupported_precondition': {
    summary: 'on condition that nothing is there',
    make: (_replay, good) => ({ parts: good, hidden: { headers: { 'if-none-match': '*' } } }),
  },
  'request.malformed_key': {
    summary: 'a key that is none',
    make: (_replay, good) => ({ parts: good, hidden: { headers: { 'idempotency-key': '""' } } }),
  },
  'request.unsupported_media_type': {
    summary: 'a body of another media type',
    make: (_replay, good) => ({
      parts: { ...good, body: undefined },
      hidden: { body: 'text', headers: { 'content-type': 'text/plain' } },
    }),
  },
}

/** Replays what an endpoint answers for reasons that follow from its declaration, where its examples do not show it. */
export async function replayImplied(replay: EndpointReplay, good: ExampleParts): Promise<void> {
  const { endpoint, options } = replay
  for (const code of impliedErrors(endpoint)) {
    const cause = causes[code]
    if (cause === undefined || replay.isRecorded(code)) continue
    const sent = cause.make(replay, good)
    if (sent === undefined) {
      replay.problem(`takes every value, so it cannot answer ${code}`)
      continue
    }
    await options.restore()
    await replay.record({ key: code, summary: cause.summary, expected: code }, sent)
  }
  for (const [code, { summary, prepare }] of Object.entries(options.rules ?? {})) {
    if (!endpoint.errors?.includes(code) || replay.isRecorded(code)) continue
    await options.restore()
    await prepare()
    await replay.record({ key: code, summary, expected: code }, { parts: good, hidden: {} })
  }
  if (endpoint.limit !== 'none' && !replay.isRecorded('limit.exceeded')) await replayLimit(replay, good)
}

/** The first request may use up the one that the limit admits; an earlier endpoint of the class may have done so before. */
async function replayLimit({ options, record }: EndpointReplay, good: ExampleParts): Promise<void> {
  await options.restore()
  const send: typeof options.sendLimited = async (request) => {
    const first = await options.sendLimited(request)
    if (first.status === 429) return first
    // It may have used up more than the limit, such as the session it ended.
    await options.restore()
    return options.sendLimited(request)
  }
  const summary = 'too many requests'
  await record(
    { key: 'limit.exceeded', summary, expected: 'limit.exceeded' },
    { parts: good, hidden: {}, send },
  )
}
