import assert from 'node:assert/strict'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { createBareServer } from '../testing/bare-server.ts'
import { endpoint, type Endpoint } from './endpoint.ts'
import { handlerFor, type Principal } from './handler.ts'

const handle = handlerFor<object, Principal>()
const at = (method: Endpoint['method'], path: `/${string}`) =>
  handle(
    endpoint({
      id: `test.${method}_${path}`,
      method,
      path,
      summary: 's',
      permission: 'public',
      limit: 'none',
      responses: { 204: null },
      statements: 0,
      examples: [],
    }),
    () => undefined,
  )

const server = createBareServer([
  at('GET', '/books'),
  at('POST', '/books'),
  at('PUT', '/books/:id'),
  at('GET', '/books/new.html'),
])
await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as AddressInfo
after(() => server.close())

/** Status, `Allow` and code of the answer to a request that no client library would send. */
async function ask(method: string, path: string) {
  const socket = connect(port, '127.0.0.1')
  const body = '{}'
  const fields = `host: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`
  socket.write(`${method} ${path} HTTP/1.1\r\n${fields}\r\n\r\n${body}`)
  const answer = await text(socket)
  return [
    Number(answer.split(' ', 2)[1]),
    /^allow: (.*?)\r$/im.exec(answer)?.[1],
    /"code":"([^"]*)"/.exec(answer)?.[1],
  ]
}

test('a method that a path does not answer is refused with those that it does, also one of other protocols', async () => {
  const refused = 'route.method_not_allowed'
  for (const method of ['DELETE', 'TRACE', 'PROPFIND', 'LOCK', 'PURGE', 'QUERY']) {
    assert.deepEqual(await ask(method, '/books?a=b'), [405, 'GET, HEAD, POST, OPTIONS', refused], method)
    assert.deepEqual(await ask(method, '/books/7'), [405, 'PUT, OPTIONS', refused], method)
    assert.deepEqual(await ask(method, '/books/new.html'), [405, 'GET, HEAD, OPTIONS', refused], method)
    for (const path of ['/nowhere', '/books/7/8', '/bookshelf'])
      assert.deepEqual(await ask(method, path), [404, undefined, 'route.not_found'], `${method} ${path}`)
  }
})

test('what is no method of HTTP is no request', async () => {
  assert.deepEqual(await ask('GRAB', '/books'), [400, undefined, 'request.malformed'])
})
