/** Something a visitor asks for, such as one request. Rejects when the answer is not what they came for. */
export interface Action {
  /** What it is called in the report: one of a few words. */
  kind: string
  /** Resolves to the moment at which it was over, by `performance.now()`, where that was not just now. */
  act: () => Promise<number | void>
}

/** What a visitor does at one moment: everything that a page loads goes out together. */
export interface Moment {
  /** Since the moment before, as the visitor would have it. */
  afterMs: number
  actions: readonly Action[]
}

/** What one person comes for, from beginning to end. */
export interface Visit {
  moments: readonly Moment[]
  /** Called when they are gone. */
  end: () => void
}

/** An application under load, with everything it needs, and what is put on it one after the other. */
export interface Loaded {
  stages: readonly LoadTarget[]
  close: () => Promise<void>
}

/** What is put on an application, and how it is judged. */
export interface LoadTarget {
  title: string
  /** Those who are counted by `users`, with what they do: "visitors at a time". */
  users: string
  /** What a visit is, where several are under way: "visitors". */
  visits: string
  /** The kind of action whose latencies are judged and drawn, where it is not all. */
  judged?: string
  /** Most that these latencies may be, in ms. */
  aims: { p95Ms: number; p99Ms: number }
  /** How long a visit takes on average, were every answer there at once. */
  meanVisitMs: number
  /** The visit of the n-th visitor. */
  visit: (n: number, random: Random) => Visit
  /** Called when the warm-up is over and what comes counts. */
  begin: () => Promise<void>
  /** What the application did since `begin`, besides answering. */
  findings: () => Promise<Findings>
}

/** Numbers beside the latencies, and tables that show what they are made of. */
export interface Findings {
  figures: readonly Figure[]
  tables?: readonly { header: readonly string[]; rows: readonly (readonly string[])[] }[]
}

/** A number beside the latencies, with what it should be. */
export interface Figure {
  name: string
  value: number
  unit: string
  aim?: { atLeast: number } | { below: number }
}

/** Numbers from 0 to 1, the same for the same seed: so that a run can be repeated. */
export type Random = () => number

/** Mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A pause whose length says nothing about when it ends, as between arrivals that do not know of one another. */
export const exponential = (random: Random, mean: number): number => -Math.log(1 - random()) * mean

export const oneOf = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)]!
