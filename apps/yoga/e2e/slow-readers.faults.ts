import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { readSlowly } from '@groundwork/kit/testing/slow-reader'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { yogaTemplate } from '../src/testing/template.ts'
import { quantile, send, unlimited } from './practice-load.ts'
import { startProcess } from './start-process.ts'

const READERS = 200
/** Requests sent one after the other on one connection, more than all buffers on the way hold. */
const ANSWERS_EACH = 20

const residentMebibytes = async (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

/** Asks for the largest document again and again, and takes a byte a second of what comes. */
const readDocuments = (url: string) =>
  readSlowly({
    port: Number(new URL(url).port),
    text: 'GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(ANSWERS_EACH),
    bytes: 1,
    everyMs: 1_000,
  })

test('two hundred callers who read a byte a second take nothing from others, nor keep the process', async (context) => {
  const database = await createTestDatabase({ engine: 'postgres', template: await yogaTemplate() })
  after(database.drop)
  const yoga = await startProcess({ env: { ...unlimited, DATABASE_URL: database.url! } })
  let isStopped = false
  after(() => isStopped || yoga.stop())
  const agent = new Agent({ keepAlive: true })
  after(() => agent.destroy())
  const askOthers = async () => {
    const times: { durationMs: number }[] = []
    for (let i = 0; i < 200; i++) {
      const startedMs = performance.now()
      const { status } = await send(agent, `${yoga.url}/api/v1/sequences/${1 + (i % 10)}`)
      assert.equal(status, 200)
      times.push({ durationMs: performance.now() - startedMs })
    }
    return quantile(times, 0.95)
  }
  const before = await askOthers()
  const memoryBefore = await residentMebibytes(yoga.pid)
  const readers = Array.from({ length: READERS }, () => readDocuments(yoga.url))
  await pause(2_000)
  const during = await askOthers()
  const memory = await residentMebibytes(yoga.pid)
  context.diagnostic(
    `others: 95 % within ${before} ms before, ${during} ms during; memory ${memoryBefore.toFixed(0)} and ${memory.toFixed(0)} MiB`,
  )
  assert.ok(during < 500)
  assert.ok(memory < memoryBefore + 400)
  const stoppingMs = performance.now()
  isStopped = true
  assert.equal(await yoga.terminate(), 0, 'they do not keep the process from ending in order')
  const tookMs = performance.now() - stoppingMs
  context.diagnostic(`stopped in ${Math.round(tookMs)} ms`)
  assert.ok(tookMs < 14_000)
  for (const reader of readers) reader.destroy()
})
