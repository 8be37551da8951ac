import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { createBareServer } from '../testing/bare-server.ts'
import { endpoint } from './endpoint.ts'
import { handlerFor, type Principal } from './handler.ts'

const keep = endpoint({
  id: 'test.keep',
  method: 'GET',
  path: '/keep',
  summary: 'Writes to a disk that is always full',
  permission: 'public',
  limit: 'none',
  responses: { 204: null },
  statements: 0,
  examples: [],
})

test('what finds no room on the disk is answered 503, and those who look after the service hear of it', async () => {
  const faults: unknown[] = []
  const handle = handlerFor<object, Principal>()
  const server = createBareServer([handle(keep, () => writeFile('/dev/full', 'x'))], {
    onFault: (error) => void faults.push((error as NodeJS.ErrnoException).code),
  })
  after(() => server.close())
  const answer = await server.inject({ url: '/keep' })
  assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '60'])
  assert.equal(answer.json().code, 'server.out_of_space')
  assert.deepEqual(faults, ['ENOSPC'])
})
