import assert from 'node:assert/strict'
import { test } from 'node:test'
import { practiceOf } from '../testing/practice.ts'
import { createTestApp } from '../testing/test-app.ts'
import { apiVersions } from './versions.ts'

const app = await createTestApp({ env: { LOG_LEVEL: 'info' } })
const { clock, send, logLines } = app
const { practised } = practiceOf(app)
const newest = { 'api-version': apiVersions.newest }

interface Session {
  state: string
  completion_status?: string
}

const sessions = async (query: string, headers?: Record<string, string>): Promise<Session[]> => {
  const { status, json, text } = await send({ url: `/api/v1/history?${query}`, as: 'user', headers })
  assert.equal(status, 200, text)
  return json.sessions
}

test('a program that knows of no version goes on calling open sessions abandoned; the newest has one word for them', async () => {
  await practised({ at: '2026-03-02T07:00:00Z', state: 'in_progress' })
  await practised({ at: '2026-03-01T07:00:00Z', state: 'abandoned' })
  await practised({ at: '2026-02-28T07:00:00Z' })
  const words = (list: Session[]) => list.map(({ state, completion_status }) => [state, completion_status])
  assert.deepEqual(words(await sessions('')), [
    ['in_progress', 'abandoned'],
    ['abandoned', 'abandoned'],
    ['completed', 'completed'],
  ])
  assert.deepEqual(words(await sessions('', newest)), [
    ['in_progress', undefined],
    ['abandoned', undefined],
    ['completed', undefined],
  ])
  const count = async (query: string, headers?: Record<string, string>) =>
    (await sessions(query, headers)).length
  assert.deepEqual([await count('status=abandoned'), await count('status=completed')], [2, 1])
  for (const [state, found] of Object.entries({ unfinished: 2, abandoned: 1, in_progress: 1, partial: 0 }))
    assert.equal(await count(`state=${state}`, newest), found, state)
  const days = async (query: string, headers = {}) =>
    (await send({ url: `/api/v1/calendar?${query}`, as: 'user', headers })).json.total_days_practiced
  assert.deepEqual([await days('status=abandoned'), await days('state=abandoned', newest)], [2, 1])
})

test('who calls what is deprecated is told, logged, and counted', async () => {
  const program = { 'user-agent': 'yoga-tv/3.1' }
  const answer = await send({ url: '/api/v1/history', as: 'user', headers: program })
  assert.equal(answer.headers['api-version'], '2026-03-01')
  assert.equal(answer.headers['deprecation'], `@${Date.UTC(2026, 10, 21) / 1000}`)
  const [guide] = /(?<=<)[^>]+(?=>; rel="deprecation")/.exec(String(answer.headers['link']))!
  const { status, text } = await send({ url: guide })
  assert.equal(status, 200)
  assert.match(text, /### 2026-11-21\n\n\*\*Open sessions are no longer called abandoned/)
  const body = { sequence_id: 1 }
  const added = await send({ method: 'POST', url: '/api/v1/favorites', as: 'user', headers: program, body })
  assert.equal(added.headers['sunset'], 'Sat, 01 Jan 2028 00:00:00 GMT')
  const line = logLines.map((text) => JSON.parse(text)).findLast(({ msg }) => msg === 'request')
  assert.deepEqual(
    [line.deprecated, line.operation, line.user_agent],
    ['operation', 'favorites.add', 'yoga-tv/3.1'],
  )
  const metrics = await app.deps.telemetry.metrics.text()
  for (const series of [
    'http_deprecated_requests_total{operation="favorites.add",deprecated="operation"} 1',
    'http_deprecated_requests_total{operation="history.list",deprecated="version"} ',
    'http_api_version_requests_total{api_version="2026-11-21"} ',
  ])
    assert.ok(metrics.includes(`\n${series}`), series)
})

test('after its last day a deprecated operation is gone', async () => {
  clock.set('2028-01-01T00:00:00Z')
  const { status, json } = await send({ method: 'POST', url: '/api/v1/favorites', body: { sequence_id: 1 } })
  assert.deepEqual([status, json.code], [410, 'route.gone'])
})
