/** A session as it happened. */
export interface Practice {
  startedMs: number
  seconds: number
  state: 'in_progress' | 'completed' | 'partial' | 'abandoned'
}

/** A session with the day (`YYYY-MM-DD`) and the hour that a clock showed when it started. */
export interface DatedPractice extends Practice {
  day: string
  hour: number
}

export interface Amount {
  sessions: number
  seconds: number
  days: number
}

/** The plain meaning of streaks, days and totals, to compare the database's answers with. */
export interface PracticeModel {
  /** The day of `now`. */
  today: Temporal.PlainDate
  all: DatedPractice[]
  completed: DatedPractice[]
  /** Days in a row with a completed session, up to today or yesterday: counted one by one, backwards. */
  currentStreak: () => number
  /** The most days in a row: from every day, as far as it goes. */
  bestStreak: () => number
  /** What was completed from the day `start` until before the day `end`. */
  completedWithin: (start: Temporal.PlainDate, end: Temporal.PlainDate) => Amount
}

/** A person's sessions by the clocks of `zone`. */
export function modelOf(practices: readonly Practice[], zone: string, nowMs: number): PracticeModel {
  const all = practices.map((practice) => {
    const clock = clockAt(practice.startedMs, zone)
    return { ...practice, day: clock.toPlainDate().toString(), hour: clock.hour }
  })
  const completed = all.filter(({ state }) => state === 'completed')
  const days = new Set(completed.map(({ day }) => day))
  const today = clockAt(nowMs, zone).toPlainDate()

  const streakFrom = (first: Temporal.PlainDate, step: 1 | -1) => {
    let length = 0
    for (let day = first; days.has(day.toString()); day = day.add({ days: step })) length++
    return length
  }
  return {
    today,
    all,
    completed,
    currentStreak: () => streakFrom(days.has(today.toString()) ? today : today.subtract({ days: 1 }), -1),
    bestStreak: () => Math.max(0, ...[...days].map((day) => streakFrom(Temporal.PlainDate.from(day), 1))),
    completedWithin: (start, end) => {
      const [first, next] = [start.toString(), end.toString()]
      return amountOf(completed.filter(({ day }) => day >= first && day < next))
    },
  }
}

/** Sessions per day, first day first. */
export function perDay(practices: readonly DatedPractice[]): [day: string, amount: Amount][] {
  const days = Map.groupBy(practices, ({ day }) => day)
  return [...days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, of]) => [day, amountOf(of)])
}

function amountOf(practices: readonly DatedPractice[]): Amount {
  return {
    sessions: practices.length,
    seconds: practices.reduce((sum, { seconds }) => sum + seconds, 0),
    days: new Set(practices.map(({ day }) => day)).size,
  }
}

const clockAt = (ms: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
