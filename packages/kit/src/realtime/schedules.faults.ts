import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { playSchedule, schedules } from './schedule.fixture.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase({ template: await kitTemplate() })
})
after(() => database.drop())

/** Seeds that once failed stay here. */
const SEEDS = [1, 2, 3, 4]
const RUNS = 100

for (const seed of SEEDS) {
  test(`${RUNS} random schedules of seed ${seed} leave no gap, no repetition, and one end to every message`, async () => {
    const clock = createFakeClock('2026-05-01T10:00:00Z')
    const play = fc.asyncProperty(schedules, (steps) => playSchedule({ db: database.db, clock }, steps))
    await fc.assert(play, { numRuns: RUNS, seed, timeout: 20_000 })
  })
}
