import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, beforeEach, describe, test } from 'node:test'
import { ApiError, ConnectionError, isErrorOf } from './api-error.ts'
import { createCaller, type ClientOptions } from './client.ts'
import type { Operation } from './operation.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = []
let answers: Answer[] = []
const waits: number[] = []

/** Answers each request with the next of `answers`, and the last one again and again. */
const server = createServer(async (request, response) => {
  const { method = '', url = '', headers } = request
  requests.push({ method, url, headers, body: await text(request) })
  const answer = answers.length > 1 ? answers.shift()! : answers[0]!
  answer(request, response)
})
// A connection that the server ends for idleness would be one more attempt.
server.keepAliveTimeout = 0
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
after(() => {
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  requests.length = 0
  waits.length = 0
})

const send =
  (status: number, body: unknown = { ok: true }, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const problem = (code: string, status: number, headers?: Record<string, string>) =>
  send(status, { code, detail: `${code}.`, request_id: 'req-1' }, headers)
const silence: Answer = () => {}

const read: Operation = { id: 'books.read', method: 'GET', path: '/books/{id}', errors: ['book.not_found'] }
const write: Operation = { id: 'books.write', method: 'POST', path: '/books', body: 'json', errors: [] }

function caller(options: Partial<ClientOptions> = {}) {
  const wait = async (ms: number) => void waits.push(ms)
  return createCaller({
    baseUrl: `${baseUrl}/`,
    ...options,
    retry: { wait, random: () => 1, ...options.retry },
  })
}

describe('a call', () => {
  test('sends path, query, body, headers and token, and answers what came back', async () => {
    answers = [send(200, { title: 'x' })]
    const call = caller({ token: () => 'secret', headers: { 'x-client': 'test' } })
    const input = {
      params: { id: 'a/b' },
      query: { page: 2, none: undefined, q: 'ü&' },
      body: { title: 'x' },
    }
    assert.deepEqual(await call({ ...read, method: 'PUT', body: 'json' }, input), { title: 'x' })
    const [{ method, url, headers, body }] = requests as [(typeof requests)[0]]
    assert.deepEqual([method, url, body], ['PUT', '/books/a%2Fb?page=2&q=%C3%BC%26', '{"title":"x"}'])
    assert.equal(headers.authorization, 'Bearer secret')
    assert.equal(headers['content-type'], 'application/json')
    assert.equal(headers['x-client'], 'test')
  })

  test('sends the fields of the call over those of the client, and tells the fields of the answer', async () => {
    answers = [send(200, {}, { etag: '"2"' })]
    let etag: string | null = null
    await caller({ headers: { 'if-match': '"0"', 'x-client': 'test' } })(
      read,
      { params: { id: 1 } },
      {
        headers: { 'if-match': '"1"' },
        onAnswer: ({ headers }) => {
          etag = headers.get('etag')
        },
      },
    )
    const { headers } = requests[0]!
    assert.deepEqual([headers['if-match'], headers['x-client'], etag], ['"1"', 'test', '"2"'])
  })

  test('sends files as a form', async () => {
    answers = [send(201)]
    await caller()({ ...write, body: 'form' }, { body: { file: new Blob(['bytes']) } })
    assert.match(requests[0]!.headers['content-type']!, /^multipart\/form-data; boundary=/)
    assert.match(requests[0]!.body, /name="file".*bytes/s)
  })

  test('answers text as text, other types as bytes, and nothing as undefined', async () => {
    answers = [send(200, '<svg/>', { 'content-type': 'image/svg+xml' })]
    assert.equal(await caller()(read, { params: { id: 1 } }), '<svg/>')
    answers = [send(200, 'png', { 'content-type': 'image/png' })]
    assert.equal(await ((await caller()(read, { params: { id: 1 } })) as Blob).text(), 'png')
    answers = [(_request, response) => void response.writeHead(204).end()]
    assert.equal(await caller()(read, { params: { id: 1 } }), undefined)
  })
})

describe('an error', () => {
  test('has the code, the text, the request id and the fields of problem details', async () => {
    const errors = [
      { pointer: '#/steps/0/a~1b', code: 'too_small', detail: 'must be at least 1' },
      { parameter: 'page', code: 'invalid_type', detail: 'must be a number' },
    ]
    answers = [send(422, { code: 'request.invalid', detail: 'No.', request_id: 'r', errors })]
    const error = await caller()(write, { body: {} }).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof ApiError)
    const { operation, status, code, detail, requestId, fields } = error
    assert.deepEqual(
      [operation, status, code, detail, requestId],
      ['books.write', 422, 'request.invalid', 'No.', 'r'],
    )
    assert.deepEqual(fields, [
      { in: 'body', path: ['steps', '0', 'a/b'], code: 'too_small', detail: 'must be at least 1' },
      { in: 'query', path: ['page'], code: 'invalid_type', detail: 'must be a number' },
    ])
  })

  test('has the same of an envelope with locations', async () => {
    const errors = [{ loc: ['body', 'steps', 0], msg: 'must be a number', type: 'invalid_type' }]
    answers = [send(422, { error: 'Validation Error', code: 'request.invalid', errors })]
    const error = (await caller()(write, { body: {} }).catch((thrown: unknown) => thrown)) as ApiError
    assert.equal(error.detail, 'Validation Error')
    assert.deepEqual(error.fields, [
      { in: 'body', path: ['steps', 0], code: 'invalid_type', detail: 'must be a number' },
    ])
  })

  test('of a proxy that answers a page has a code made of its status', async () => {
    answers = [send(502, '<html>', { 'content-type': 'text/html', 'x-request-id': 'from-header' })]
    const error = (await caller()(write).catch((thrown: unknown) => thrown)) as ApiError
    assert.deepEqual([error.code, error.detail, error.requestId], ['http.502', 'Bad Gateway', 'from-header'])
  })

  test('is told apart by the codes of its operation', async () => {
    answers = [problem('book.not_found', 404)]
    const error: unknown = await caller()(read, { params: { id: 1 } }).catch((thrown: unknown) => thrown)
    assert.equal(isErrorOf(read, error), true)
    assert.equal(isErrorOf(write, error), false)
    assert.equal(isErrorOf(read, new Error('another')), false)
  })
})

describe('a call that may succeed later', () => {
  test('is repeated after the seconds that the server asks for, whatever its method', async () => {
    answers = [problem('limit.exceeded', 429, { 'retry-after': '7' }), send(201)]
    await caller()(write, { body: { a: 1 } })
    assert.deepEqual(waits, [7000])
    assert.deepEqual(
      requests.map(({ body }) => body),
      ['{"a":1}', '{"a":1}'],
    )
  })

  test('waits twice as long each time when the server does not say, and gives up after three attempts', async () => {
    answers = [problem('database.unavailable', 503)]
    await assert.rejects(caller()(read, { params: { id: 1 } }), { code: 'database.unavailable' })
    assert.deepEqual(waits, [250, 500])
    assert.equal(requests.length, 3)
  })

  test('is not repeated when it may have been carried out', async () => {
    answers = [problem('request.timed_out', 503, { 'retry-after': '1' })]
    await assert.rejects(caller()(write), { status: 503 })
    assert.equal(requests.length, 1)
  })

  test('is not repeated when the server asks for more patience than there is', async () => {
    answers = [problem('limit.exceeded', 429, { 'retry-after': '3600' })]
    await assert.rejects(caller()(read, { params: { id: 1 } }), { retryAfterS: 3600 })
    assert.equal(requests.length, 1)
  })

  test('understands a date to wait for', async () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString()
    answers = [problem('limit.exceeded', 429, { 'retry-after': inAMinute }), send(200)]
    await caller({ retry: { maxWaitMs: 100_000 } })(read, { params: { id: 1 } })
    assert.ok(waits[0]! > 50_000 && waits[0]! <= 61_000, String(waits[0]))
  })

  test('that got no answer is repeated if its method may be', async () => {
    answers = [(request) => void request.socket.destroy()]
    await assert.rejects(caller()(read, { params: { id: 1 } }), ConnectionError)
    assert.equal(requests.length, 3)
    await assert.rejects(caller()(write), ConnectionError)
    assert.equal(requests.length, 4)
  })

  test('is repeated with the same key where the operation takes one, also while the first is under way', async () => {
    answers = [
      (request) => void request.socket.destroy(),
      problem('idempotency.in_progress', 409, { 'retry-after': '1' }),
      send(201),
    ]
    const call = caller()
    await call({ ...write, takesKey: true }, { body: {} })
    const keys = requests.map(({ headers }) => headers['idempotency-key'])
    assert.match(String(keys[0]), /^[0-9a-f]{32}$/)
    assert.deepEqual(keys, [keys[0], keys[0], keys[0]])
    await call({ ...write, takesKey: true }, { body: {} })
    assert.notEqual(requests[3]!.headers['idempotency-key'], keys[0])
    await call({ ...write, takesKey: true }, { body: {} }, { headers: { 'Idempotency-Key': 'mine' } })
    assert.equal(requests[4]!.headers['idempotency-key'], 'mine')
    await call(write, { body: {} })
    assert.equal(requests[5]!.headers['idempotency-key'], undefined)
  })
})

describe('time', () => {
  test('runs out for an answer that does not come', async () => {
    answers = [silence]
    await assert.rejects(caller({ timeoutMs: 20, retry: { attempts: 1 } })(read, { params: { id: 1 } }), {
      name: 'ConnectionError',
      message: 'books.read: no answer in time',
    })
  })

  test('of a caller who gives up ends the request, and the wait for the next', async () => {
    answers = [silence]
    const sent = new AbortController()
    const giveUp = new Error('went away')
    server.once('request', () => sent.abort(giveUp))
    const call = caller()(read, { params: { id: 1 } }, { signal: sent.signal })
    await assert.rejects(call, giveUp)

    answers = [problem('limit.exceeded', 429, { 'retry-after': '20' })]
    const waiting = new AbortController()
    const patient = createCaller({ baseUrl })(read, { params: { id: 1 } }, { signal: waiting.signal })
    server.once('request', () => setImmediate(() => waiting.abort(giveUp)))
    await assert.rejects(patient, giveUp)
  })
})

describe('an access token', () => {
  const expired = problem('auth.required', 401)

  test('that is no longer accepted is renewed once, for all calls that find it so', async () => {
    let current = 'old'
    let renewals = 0
    const call = caller({
      token: () => current,
      refreshToken: async (token) => {
        assert.equal(token, 'old')
        renewals++
        return (current = 'new')
      },
    })
    answers = [
      (request, response) =>
        (request.headers.authorization === 'Bearer new' ? send(200, 'null') : expired)(request, response),
    ]
    await Promise.all([1, 2, 3].map((id) => call(read, { params: { id } })))
    assert.equal(renewals, 1)
    assert.equal(requests.length, 6)
  })

  test('that is not accepted when it is new either ends in the error', async () => {
    answers = [expired]
    const call = caller({ token: () => 'old', refreshToken: async () => 'new' })
    await assert.rejects(call(read, { params: { id: 1 } }), { code: 'auth.required' })
    assert.equal(requests.length, 2)
  })

  test('that cannot be renewed ends in the error, and so does a password that is wrong', async () => {
    answers = [expired]
    const call = caller({ token: () => 'old', refreshToken: async () => undefined })
    await assert.rejects(call(read, { params: { id: 1 } }), { code: 'auth.required' })
    answers = [problem('account.wrong_credentials', 401)]
    const never = caller({ token: () => 'old', refreshToken: () => assert.fail('nothing to renew') })
    await assert.rejects(never(write), { code: 'account.wrong_credentials' })
  })
})
