import fc from 'fast-check'
import type { Practice } from './practice-model.ts'

/** A person who practises, lives in `zone` and then moves to `nextZone`. */
export interface History {
  zone: string
  nextZone: string
  nowMs: number
  practices: Practice[]
}

/** Zones at both ends of the day, with odd offsets, and with clocks that change at, before or after midnight, by an hour or by half. */
const ZONES = [
  'UTC',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Niue',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Amman',
  'Asia/Beirut',
  'Europe/London',
  'Europe/Berlin',
  'Atlantic/Azores',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Asuncion',
  'America/Havana',
  'America/St_Johns',
  'America/New_York',
]

const zone = fc.constantFrom(...ZONES)
const now = fc.integer({ min: Date.UTC(2015, 0, 1) / 1000, max: Date.UTC(2026, 5, 30) / 1000 })
/** Seconds of a day: around midnight, mostly. */
const timeOfDay = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -120, max: 120 }) },
  { weight: 2, arbitrary: fc.integer({ min: -7200, max: 7200 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 86_399 }) },
)
const state = fc.oneof(
  { weight: 8, arbitrary: fc.constant('completed' as const) },
  { weight: 1, arbitrary: fc.constantFrom('partial' as const, 'abandoned' as const) },
)
const habit = fc.record({ pauseDays: fc.integer({ min: 1, max: 40 }), days: fc.integer({ min: 1, max: 9 }) })
const session = fc.record({ timeOfDay, state, seconds: fc.integer({ min: 0, max: 14_400 }) })

const plan = fc.record({
  zone,
  nextZone: zone,
  nowS: now,
  /** Whether the last year's clock changes are the end, or any time. */
  endsAtClockChange: fc.boolean(),
  habits: fc.array(habit, { maxLength: 4 }),
  sessions: fc.array(session, { minLength: 1, maxLength: 12 }),
  aroundClockChanges: fc.array(fc.integer({ min: -4000, max: 4000 }), { maxLength: 3 }),
})

/** `count` random histories; the same ones for the same seed. */
export function randomHistories(seed: number, count: number): History[] {
  return fc.sample(plan, { seed, numRuns: count }).map(historyOf)
}

type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never

function historyOf({ zone, nextZone, nowS, endsAtClockChange, habits, sessions, aroundClockChanges }: Plan) {
  const given = Temporal.Instant.fromEpochMilliseconds(nowS * 1000).toZonedDateTimeISO(zone)
  const change = given.getTimeZoneTransition('previous')
  const now = endsAtClockChange && change && change.year >= 2015 ? change.add({ hours: nowS % 60 }) : given
  const practices: Practice[] = []
  let next = 0
  const add = (startedMs: number) => {
    const { state, seconds } = sessions[next++ % sessions.length]!
    if (startedMs <= now.epochMilliseconds) practices.push({ startedMs, seconds, state })
  }
  let day = now.toPlainDate().add({ days: 1 })
  for (const { pauseDays, days } of habits) {
    day = day.subtract({ days: pauseDays })
    for (let i = 0; i < days; i++, day = day.subtract({ days: 1 })) {
      const { timeOfDay } = sessions[next % sessions.length]!
      add(day.toZonedDateTime(zone).add({ seconds: timeOfDay }).epochMilliseconds)
    }
  }
  for (const seconds of aroundClockChanges) if (change) add(change.epochMilliseconds + seconds * 1000)
  return { zone, nextZone, nowMs: now.epochMilliseconds, practices }
}
