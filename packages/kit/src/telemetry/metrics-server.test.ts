import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveMetrics } from './metrics-server.ts'

const shared = { text: () => Promise.resolve('up 1\n'), host: '127.0.0.1', port: 0 }

async function withServer(token: string | undefined, work: (url: string) => Promise<void>): Promise<void> {
  const server = await serveMetrics({ ...shared, token })
  try {
    await work(server.url)
  } finally {
    await server.close()
  }
}

async function ask(url: string, authorization?: string, method = 'GET') {
  const sent = new Headers()
  if (authorization !== undefined) sent.set('authorization', authorization)
  const answer = await fetch(url, { method, headers: sent })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}

test('the metrics are there for those who send the token, and for nobody else', async () => {
  await withServer('a-token-of-16-chars', async (url) => {
    for (const wrong of [
      undefined,
      'Bearer ',
      'Bearer a-token-of-16-charz',
      'a-token-of-16-chars',
      'Basic x',
    ]) {
      const { status, text, headers } = await ask(url, wrong)
      assert.equal(status, 401, String(wrong))
      assert.doesNotMatch(text, /up/)
      assert.equal(headers.get('www-authenticate'), 'Bearer')
    }
    const { status, text, headers } = await ask(url, 'Bearer a-token-of-16-chars')
    assert.equal(status, 200)
    assert.equal(text, 'up 1\n')
    assert.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  })
})

test('without a token everybody who reaches the address reads the metrics, and nothing else is there', async () => {
  await withServer(undefined, async (url) => {
    assert.equal((await ask(url)).text, 'up 1\n')
    assert.equal((await ask(`${url}?collect=all`)).text, 'up 1\n')
    assert.equal((await ask(url, undefined, 'HEAD')).status, 200)
    assert.equal((await ask(url, undefined, 'POST')).status, 405)
    assert.equal((await ask(new URL('/', url).href)).status, 404)
    assert.equal((await ask(`${url}/x`)).status, 404)
  })
})
