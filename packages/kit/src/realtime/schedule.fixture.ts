import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import type { OpenFanOut } from './fan-out.ts'
import { createWatchfulClient } from '../testing/watchful-client.ts'
import { startLive, type Live } from './live.fixture.ts'
import { memoryFanOut } from './memory-fan-out.ts'

/** Something that happens in a schedule: to one of two processes, of five clients, of two people. */
type Step =
  | { do: 'publish'; person: number; lifetimeMs: number }
  | { do: 'connect'; client: number; process: number }
  | { do: 'cut' | 'pause' | 'read'; client: number }
  | { do: 'hints'; process: number; arrive: boolean }
  | { do: 'restart'; process: number }
  | { do: 'pass'; seconds: number }
  | { do: 'wait'; ms: number }

const PEOPLE = 2
const PROCESSES = 2

/** Two that acknowledge, one that comes back with a position and does not, two of the old kind without a position. */
const kinds = [
  { person: 0, resumes: true, acks: true },
  { person: 0, resumes: true, acks: false },
  { person: 0, resumes: false, acks: false },
  { person: 1, resumes: true, acks: true },
  { person: 1, resumes: false, acks: false },
]

const client = fc.nat(kinds.length - 1)
const process = fc.nat(PROCESSES - 1)
const of = <const D extends Step['do'], T extends object>(
  what: D,
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
) => fc.record({ do: fc.constant(what), ...fields }) as unknown as fc.Arbitrary<Step>

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: of('publish', { person: fc.nat(PEOPLE - 1), lifetimeMs: fc.constantFrom(3_000, 120_000) }),
  },
  { weight: 4, arbitrary: of('connect', { client, process }) },
  { weight: 2, arbitrary: of('cut', { client }) },
  { weight: 1, arbitrary: of('pause', { client }) },
  { weight: 1, arbitrary: of('read', { client }) },
  { weight: 1, arbitrary: of('hints', { process, arrive: fc.boolean() }) },
  { weight: 1, arbitrary: of('restart', { process }) },
  { weight: 2, arbitrary: of('pass', { seconds: fc.integer({ min: 1, max: 7 }) }) },
  { weight: 2, arbitrary: of('wait', { ms: fc.nat(8) }) },
)

/** Random schedules. */
export const schedules = fc.array(step, { minLength: 20, maxLength: 60 })

interface Person {
  recipient: string
  /** When their messages expire, in the order of their numbers. */
  expiries: number[]
  /** Sign-ons without a position: how many messages there were when it was asked, and when the answer came. */
  signOns: { known: number; atMs: number }[]
}

/** A client of a person, which notes when it signed on without a position. */
function createClient(kind: (typeof kinds)[number], name: string, person: Person, clock: Clock) {
  const { recipient, expiries, signOns } = person
  let known = 0
  const client = createWatchfulClient({
    ...kind,
    name,
    token: recipient,
    nowMs: () => clock.nowMs(),
    onOpen: () => void (known = expiries.length),
    onNew: () => signOns.push({ known, atMs: clock.nowMs() }),
  })
  return { ...client, recipient }
}

/**
 * Plays a schedule on two processes and one database, then lets everything come to rest.
 * @throws AssertionError when a client saw a gap or a repetition that it was not told of, did not arrive at the end, or when a
 * message did not end in one state that is true.
 */
export async function playSchedule(
  { db, clock }: { db: Db; clock: Clock & { advance: (ms: number) => void } },
  steps: readonly Step[],
): Promise<void> {
  const run = randomUUID().slice(0, 8)
  const hub = memoryFanOut()
  const arrives = [true, true]
  const states = new Map<string, { turn: number; state: string }[]>()
  let settlements = 0
  const people: Person[] = Array.from({ length: PEOPLE }, (_, person) => ({
    recipient: `${run}-${person}`,
    expiries: [],
    signOns: [],
  }))
  const start = (process: number): Promise<Live> => {
    const fanOut: OpenFanOut = (hear) => hub((text) => void (arrives[process] && hear(text)))
    return startLive(
      { db, clock },
      {
        fanOut,
        sockets: { perRecipient: 10, perAddress: 100, total: 100 },
        onSettled: async (tx, some) => {
          // Its messages are locked now: transactions that settle the same one come here in the order of their commits.
          const turn = ++settlements
          tx.afterCommit(() => {
            for (const { recipient, seq, state } of some) {
              const key = `${recipient} ${seq}`
              states.set(key, [...(states.get(key) ?? []), { turn, state }])
            }
          })
        },
      },
    )
  }
  const lives = [await start(0), await start(1)]
  const clients = kinds.map((kind, i) => createClient(kind, `client ${i}`, people[kind.person]!, clock))

  for (const step of steps) {
    if (step.do === 'publish') {
      const expiresAt = new Date(clock.nowMs() + step.lifetimeMs)
      const { recipient, expiries } = people[step.person]!
      await lives[step.person]!.publish(recipient, { expiresAt })
      expiries.push(expiresAt.getTime())
    } else if (step.do === 'connect') clients[step.client]!.connect(lives[step.process]!.url)
    else if (step.do === 'hints') arrives[step.process] = step.arrive
    else if (step.do === 'restart') {
      await lives[step.process]!.stop()
      lives[step.process] = await start(step.process)
    } else if (step.do === 'pass') for (const live of lives) live.tick(step.seconds)
    else if (step.do === 'wait') await pause(step.ms)
    else clients[step.client]![step.do]()
  }

  arrives.fill(true)
  /** A second goes by once everybody has heard what was said in the one before, however slow this machine is. */
  const rest = async () => {
    for (const live of lives) await live.rest()
    await Promise.all(clients.map((client) => client.exchange()))
    for (const live of lives) await live.rest()
  }
  const atEnd = () => clients.filter(({ isAt }, i) => isAt(people[kinds[i]!.person]!.expiries.length))
  for (let i = 0; i < 200 && atEnd().length < clients.length; i++) {
    for (const client of clients) {
      client.read()
      if (!client.isUp()) client.connect(lives[0]!.url)
    }
    await rest()
    for (const live of lives) live.tick(1)
  }
  assert.deepEqual(
    clients.filter((client) => !atEnd().includes(client)).map(({ name }) => name),
    [],
    'did not arrive at the end',
  )
  clock.advance(200_000)
  const total = people.flatMap(({ expiries }) => expiries).length
  for (let i = 0; i < 200 && states.size < total; i++) {
    await rest()
    for (const live of lives) live.tick(1)
  }
  for (const live of lives) await live.stop()

  assert.deepEqual(
    clients.flatMap(({ problems }) => problems),
    [],
  )
  for (const { recipient, expiries, signOns } of people) {
    const theirs = clients.filter((client) => client.recipient === recipient)
    for (const { fromSeq, toSeq, reason, atMs } of theirs.flatMap(({ skips }) => skips)) {
      const hadLived = expiries.slice(fromSeq - 1, toSeq).every((expiry) => expiry <= atMs)
      assert.ok(reason !== 'expired' || hadLived, `${fromSeq} to ${toSeq} had not expired`)
    }
    for (const [i, expiry] of expiries.entries()) {
      const seq = i + 1
      const settled = states.get(`${recipient} ${seq}`) ?? []
      const ended = settled
        .toSorted((a, b) => a.turn - b.turn)
        .map(({ state }) => state)
        .join(', then ')
      const arrived = theirs.some(({ seen }) => seen.has(seq))
      assert.match(ended, /^(confirmed|unconfirmed|expired|unconfirmed, then confirmed)$/, `message ${seq}`)
      if (/(^|then )confirmed$/.test(ended)) assert.ok(arrived, `${seq} was ${ended}`)
      if (ended !== 'expired') continue
      assert.ok(!arrived, `${seq} was ${ended}`)
      const hadComer = signOns.some(({ known, atMs }) => known >= seq && atMs < expiry)
      assert.ok(!hadComer, `${seq} was expired, and somebody had come in time`)
    }
  }
}
