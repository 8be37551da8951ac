import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { securityHeaders } from '../http/security-headers.ts'
import { createBareServer } from '../testing/bare-server.ts'
import { docsRoutes } from './docs-routes.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'docs-'))
const file = path.join(folder, 'openapi.json')
const server = createBareServer(docsRoutes({ title: 'Books "&" more', documentFile: pathToFileURL(file) }), {
  headers: securityHeaders({ production: true }),
})
after(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

test('a document that is not there yet is asked for again', async () => {
  assert.equal((await server.inject('/openapi.json')).statusCode, 500)
  await writeFile(file, '{"openapi":"3.1.1"}')
  const answer = await server.inject('/openapi.json')
  assert.equal(answer.statusCode, 200)
  assert.match(answer.headers['content-type']!.toString(), /^application\/json/)
  assert.deepEqual(answer.json(), { openapi: '3.1.1' })
})

test('a document that did not change is not sent again', async () => {
  const { etag } = (await server.inject('/openapi.json')).headers
  const again = await server.inject({ url: '/openapi.json', headers: { 'if-none-match': String(etag) } })
  assert.equal(again.statusCode, 304)
  assert.equal(again.body, '')
})

test('the page takes scripts and data from this server only [W21]', async () => {
  const { body, headers } = await server.inject('/docs')
  assert.match(String(headers['content-type']), /^text\/html/)
  const policy = String(headers['content-security-policy'])
  assert.match(policy, /default-src 'none'/)
  assert.match(policy, /script-src 'self';/)
  assert.match(policy, /connect-src 'self';/)
  assert.doesNotMatch(body, /https?:\/\//)
  assert.match(body, /openapi/)
  assert.match(body, /<title>Books &quot;&amp;&quot; more/)
})

test('the script of the page is the installed one, kept for ever by its address', async () => {
  const source = /<script src="([^"]+)">/.exec((await server.inject('/docs')).body)![1]!
  const plain = await server.inject(source)
  assert.match(String(plain.headers['content-type']), /^text\/javascript/)
  assert.match(String(plain.headers['cache-control']), /immutable/)
  assert.ok(plain.body.includes('createApiReference'))
  assert.ok(plain.body.length > 1_000_000)
  const packed = await server.inject({ url: source, headers: { 'accept-encoding': 'br, gzip' } })
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.equal(gunzipSync(packed.rawPayload).toString(), plain.body)
})

test('the former address of the page leads to it', async () => {
  const { statusCode, headers } = await server.inject('/redoc')
  assert.equal(statusCode, 308)
  assert.equal(headers['location'], '/docs')
})
