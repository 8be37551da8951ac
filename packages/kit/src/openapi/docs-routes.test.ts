import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { compress } from '../http/content-coding.ts'
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
  assert.match(body, /<title>Books &quot;&amp;&quot; more<\/title>/)
})

test('the script of the page is the installed one, kept for ever by its address', async () => {
  const source = /<script src="([^"]+)">/.exec((await server.inject('/docs')).body)![1]!
  const plain = await server.inject(source)
  assert.match(String(plain.headers['content-type']), /^text\/javascript/)
  assert.match(String(plain.headers['cache-control']), /immutable/)
  assert.ok(plain.body.includes('createApiReference'))
  assert.ok(plain.body.length > 1_000_000)
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(plain.headers['vary'], 'Origin, Accept-Encoding')
})

test('the script is sent in the coding that is asked for, and compressed once in each', async () => {
  const decoders = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync }
  const ask = (coding: string) =>
    server.inject({ url: '/docs/scalar.js', headers: { 'accept-encoding': coding } })
  const plain = await ask('gzip;q=0')
  assert.equal(plain.headers['content-encoding'], undefined)
  for (const [coding, decode] of Object.entries(decoders)) {
    const { headers, rawPayload } = await ask(coding)
    assert.equal(headers['content-encoding'], coding)
    assert.ok(decode(rawPayload).equals(plain.rawPayload))
    // Only what is compressed once is compressed thoroughly.
    if (coding === 'br') assert.ok(rawPayload.equals(await compress(coding, plain.rawPayload, 'thorough')))
  }
})

test('the former address of the page leads to it', async () => {
  const { statusCode, headers } = await server.inject('/redoc')
  assert.equal(statusCode, 308)
  assert.equal(headers['location'], '/docs')
})
