import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bareErrorFormat } from './bare-server.ts'
import type { SentAnswer } from './example-request.ts'
import { judgeAnswer } from './judge-answer.ts'

const body = {
  type: 'https://errors.example#request.invalid',
  title: 'Invalid',
  status: 422,
  detail: 'page: Too small.',
  instance: 'urn:request:abcdefgh',
  code: 'request.invalid',
  request_id: 'abcdefgh',
  retryable: false,
}

function answer(changes: Partial<SentAnswer> & { body?: object } = {}): SentAnswer {
  const json = changes.body ?? body
  const headers = { 'x-request-id': 'abcdefgh', 'content-type': 'application/problem+json; charset=utf-8' }
  return { status: 422, headers, text: JSON.stringify(json), json, ...changes }
}
const judge = (of: SentAnswer) => judgeAnswer(of, bareErrorFormat)

test('an error in the shape of the app and a success are in order', () => {
  assert.equal(judge(answer()), undefined)
  assert.equal(judge(answer({ status: 200, body: {} })), undefined)
})

test('a fault of the server is not', () => {
  assert.match(judge(answer({ status: 503 }))!, /^a fault: 503/)
})

test('an answer without the request id, or with another in its body, is not', () => {
  assert.match(judge(answer({ headers: {} }))!, /no request id/)
  const other = { ...body, request_id: 'other', instance: 'urn:request:other' }
  assert.match(judge(answer({ body: other }))!, /without the request id/)
})

test('an error of another type or shape is not', () => {
  const headers = { 'x-request-id': 'abcdefgh', 'content-type': 'text/html' }
  assert.match(judge(answer({ headers }))!, /text\/html/)
  assert.match(judge(answer({ body: { error: 'abcdefgh' } }))!, /another shape/)
})

for (const leak of [
  'at parse (file:///srv/app/src/http/parse.ts:12:3)',
  'syntax error at or near "drop"',
  'select * from users where id = 1',
  'duplicate key value violates unique constraint "users_email"',
  'connect ECONNREFUSED 127.0.0.1:5432',
  "TypeError: Cannot read properties of undefined (reading 'x')",
]) {
  test(`a word about the inside is not: ${leak}`, () => {
    assert.match(judge(answer({ body: { ...body, detail: leak } }))!, /a word about the inside/)
  })
}
