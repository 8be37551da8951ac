import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createFakeClock } from '@groundwork/kit/testing/fake-clock'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { award } from '../src/achievements/achievements.ts'
import { yogaTemplate } from '../src/testing/template.ts'
import { openWork } from './killed-worker.fixture.ts'

const ROUNDS = 200
const LANES = 2
const PEOPLE = 60
const LONGEST_LIFE_MS = 400
/** In one round of so many the process is killed before it is ready. */
const EARLY = 10
const FIXTURE = path.join(import.meta.dirname, 'killed-worker.fixture.ts')

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

test(`${ROUNDS} kills at random moments of two processes lose no event and repeat no effect`, async (context) => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  context.diagnostic(`seed ${seed}`)
  const random = randomFrom(seed)
  const database = await createTestDatabase({ engine: 'postgres', template: await yogaTemplate() })
  const rows = async (text: string) =>
    (await database.db.execute({ shape: 'test.ask', text, values: [] })).rows
  const count = async (text: string) => Number((await rows(`select count(*) from ${text}`))[0]![0])
  after(database.drop)
  await rows('create table heard (job_id uuid primary key, user_id int, achievement_id int)')
  const userIds = (
    await rows(`insert into users (email, name, password_hash) select 'p' || n || '@example.com', 'P', 'x'
      from generate_series(1, ${PEOPLE}) n returning user_id`)
  ).map(([id]) => String(id))

  const watching = await openWork(database.url!)
  await watching.runner.prepare()
  const acknowledged = new Set<number>()
  let early = 0
  const runRound = async () => {
    const env = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: path.join(tmpdir(), 'killed-workers') }
    const args = [FIXTURE, database.url!, ...userIds]
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    const ready = Promise.withResolvers<void>()
    let rest = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines)
        if (line === 'ready') ready.resolve()
        else acknowledged.add(Number(line))
    })
    if (random() * EARLY < 1) {
      early++
      await pause(random() * 1_000)
    } else {
      await Promise.race([ready.promise, exited.then(() => assert.fail('it ended by itself'))])
      await pause(random() * LONGEST_LIFE_MS)
    }
    child.kill('SIGKILL')
    await exited
  }
  let left = ROUNDS
  const over = new AbortController()
  const lanes = Array.from({ length: LANES }, async () => {
    while (left-- > 0) await runRound()
  })
  // Whatever process lives makes the jobs of the dead fall due; these live too shortly for it.
  const recovering = (async () => {
    for (; !over.signal.aborted; await pause(5_000)) await watching.runner.recover()
  })()
  await Promise.all(lanes)
  over.abort()
  await recovering
  await watching.close()

  const unfinished = `pgboss.job where state in ('created', 'retry', 'active') and name in ('achievements.award', 'test.hear')`
  const atEnd = await count(unfinished)
  const again = await count(
    `pgboss.job where retry_count > 0 and name in ('achievements.award', 'test.hear')`,
  )
  const clock = createFakeClock(new Date().toISOString())
  const last = await openWork(database.url!, clock)
  for (let turn = 0; turn < 10 && (await count(unfinished)) > 0; turn++) {
    clock.advance(60_000)
    await last.runner.recover()
    clock.advance(900_000)
    await last.runner.runPending()
  }

  const sessions = new Set(
    (await rows('select session_id from practice_sessions')).map(([id]) => id as number),
  )
  const earned = await count('user_achievements')
  context.diagnostic(
    `${early} of ${ROUNDS} killed before ready; ${acknowledged.size} practices acknowledged, ${sessions.size} kept; ` +
      `${earned} achievements; ${again} jobs ran again, ${atEnd} were left to the end`,
  )
  assert.ok(acknowledged.size > ROUNDS && earned > PEOPLE && again + atEnd > 0)
  for (const id of acknowledged) assert.ok(sessions.has(id), `practice ${id} was acknowledged and is gone`)
  assert.equal(await count(unfinished), 0)
  assert.equal(await count(`pgboss.job where name = 'dead_letters'`), 0)
  const handled = `pgboss.job where state = 'completed' and name`
  assert.equal(await count(`${handled} = 'achievements.award'`), sessions.size, 'one event for each practice')
  for (const userId of userIds)
    assert.deepEqual(await award(last.deps, Number(userId)), [], 'nothing was left to be earned')
  assert.equal(await count('heard'), earned, 'each achievement was said, and said once')
  assert.equal(await count('(select distinct user_id, achievement_id from heard) said'), earned)
  await last.close()
})
