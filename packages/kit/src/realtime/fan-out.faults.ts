import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../clock/clock.ts'
import { everyRealSecond } from '../clock/every-second.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { startPrivateService, type PrivateService, type ServiceName } from '../testing/private-service.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { chooseFanOut } from './choose-fan-out.ts'
import { startLive, type Live, type TestClient } from './live.fixture.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase({ template: await kitTemplate() })
})
after(() => database.drop())

const clock = { ...systemClock, advance: () => {} }
const none = { redisUrl: undefined, natsUrl: undefined, databaseUrl: undefined }

interface Fault {
  name: string
  service: ServiceName
  url: 'redisUrl' | 'natsUrl' | 'databaseUrl'
  begin: (service: PrivateService) => void | Promise<void>
  end: (service: PrivateService) => void | Promise<void>
}
const down = { begin: (of: PrivateService) => of.stop(), end: (of: PrivateService) => of.start() }
const frozen = { begin: (of: PrivateService) => of.freeze(), end: (of: PrivateService) => of.thaw() }
const faults: Fault[] = [
  { name: 'Redis that is stopped', service: 'redis', url: 'redisUrl', ...down },
  { name: 'Redis that is frozen', service: 'redis', url: 'redisUrl', ...frozen },
  { name: 'NATS that is stopped', service: 'nats', url: 'natsUrl', ...down },
  { name: 'NATS that is frozen', service: 'nats', url: 'natsUrl', ...frozen },
  { name: 'PostgreSQL, as fan-out, that is stopped', service: 'postgres', url: 'databaseUrl', ...down },
]

/** Publishes and waits for the arrival. @returns how long it took. */
async function deliver(near: Live, client: TestClient, recipient: string): Promise<number> {
  const startedMs = performance.now()
  const seq = await near.publish(recipient)
  assert.equal((await client.next('note')).seq, seq)
  return performance.now() - startedMs
}

async function turns(live: Live, state: 'up' | 'down', withinMs: number): Promise<number> {
  const startedMs = performance.now()
  const line = `realtime_fan_out_up ${state === 'up' ? 1 : 0}\n`
  while (!(await live.metrics()).includes(line)) {
    assert.ok(performance.now() - startedMs < withinMs, `not ${state} within ${withinMs} ms`)
    await pause(20)
  }
  return performance.now() - startedMs
}

describe('messages between two processes, by', { concurrency: true }, () => {
  for (const { name, service: kind, url, begin, end } of faults) {
    test(`${name}, arrive within six seconds, then within two, and at once when it is back`, async (t) => {
      const service = await startPrivateService(kind)
      after(service.close)
      const fanOut = () => chooseFanOut({ ...none, [url]: service.url, channel: 'test' })
      const [near, far] = [
        await startLive({ db: database.db, clock }, { fanOut: fanOut(), everySecond: everyRealSecond }),
        await startLive({ db: database.db, clock }, { fanOut: fanOut(), everySecond: everyRealSecond }),
      ]
      await Promise.all([turns(near, 'up', 5_000), turns(far, 'up', 5_000)])
      const client = await far.signOn(name)
      const healthyMs = await deliver(near, client, name)
      await begin(service)
      const firstMs = await deliver(near, client, name)
      const noticedMs = await turns(far, 'down', 10_000)
      const laterMs: number[] = []
      assert.deepEqual(far.realtime.status(), { connections: 1, hintsArrive: false })
      for (let i = 0; i < 5; i++) laterMs.push(await deliver(near, client, name))
      await end(service)
      const backMs = await turns(far, 'up', 15_000)
      await turns(near, 'up', 15_000)
      const againMs = await deliver(near, client, name)
      t.diagnostic(
        `${healthyMs.toFixed(0)} ms; away: first ${firstMs.toFixed(0)}, noticed after ${noticedMs.toFixed(0)} more, then at most ${Math.max(...laterMs).toFixed(0)}; up after ${backMs.toFixed(0)}, then ${againMs.toFixed(0)}`,
      )
      assert.ok(firstMs < 6_000 && Math.max(...laterMs) < 2_000 && healthyMs < 500 && againMs < 500)
      assert.deepEqual(
        client.frames.flatMap(({ type, seq }) => (type === 'note' ? [seq] : [])),
        [1, 2, 3, 4, 5, 6, 7, 8],
      )
    })
  }
})
