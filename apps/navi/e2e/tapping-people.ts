import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createWatchfulClient, type WatchfulClient } from '@groundwork/kit/testing/watchful-client'
import type { BreakableNavi } from './breakable-navi.ts'

/** Somebody with a partner and two connections, most with a phone that takes pushes; some never open their app. */
export interface Person {
  userId: string
  token: string
  clients: readonly WatchfulClient[]
  /** The token by which the phone of this person is pushed to; undefined of those whose phone takes no pushes. */
  deviceToken: string | undefined
  /** Ends the connections: there are none until this person comes back. */
  leave: () => void
  comeBack: () => void
  isAway: () => boolean
}

/** A tap that was answered with success. */
export interface AcceptedTap {
  tapId: string
  seq: number
  /** How often it was asked for until the answer came. */
  attempts: number
}

/** One that acknowledges, one that only answers pings, one of the old kind that comes back without a position. */
const kinds = [
  { resumes: true, acks: true },
  { resumes: true, acks: false },
  { resumes: false, acks: false },
]
const CLIENTS_EACH = 2
const EVERY_WITHOUT_DEVICE = 5
const EVERY_WITHOUT_CLIENT = 10
const RETRY_MS = 40
const ATTEMPT_TIMEOUT_MS = 8_000
const TAP_LIFE_MS = 120_000

/** Registers pairs at the processes that are up. */
export async function makePeople(navi: BreakableNavi, pairs: number): Promise<Person[]> {
  const people: Person[] = []
  const register = async () => {
    const deviceToken =
      people.length % EVERY_WITHOUT_DEVICE === 0 ? undefined : randomBytes(32).toString('hex')
    const { userId, token } = await post(
      navi.urls()[0]!,
      '/auth/register',
      undefined,
      deviceToken === undefined ? undefined : { deviceToken },
    )
    const isPushedOnly = people.length % EVERY_WITHOUT_CLIENT === 1
    const clients = Array.from({ length: isPushedOnly ? 0 : CLIENTS_EACH }, (_, i) => {
      const n = people.length * CLIENTS_EACH + i
      return createWatchfulClient({
        ...kinds[n % kinds.length]!,
        name: `client ${i} of person ${people.length}`,
        token: String(token),
        nowMs: Date.now,
      })
    })
    let isAway = false
    people.push({
      userId: String(userId),
      token: String(token),
      clients,
      deviceToken,
      leave: () => {
        isAway = true
        for (const { cut } of clients) cut()
      },
      comeBack: () => void (isAway = false),
      isAway: () => isAway,
    })
    return String(token)
  }
  for (let pair = 0; pair < pairs; pair++) {
    const [one, other] = [await register(), await register()]
    const { pairingCode } = await post(navi.urls()[0]!, '/pairing/create', one)
    await post(navi.urls()[0]!, '/pairing/join', other, { pairingCode })
  }
  return people
}

/**
 * Sends a tap as a phone with a queue does: under one key, to any process, until it is answered. It is felt for `lifeMs` more.
 * @throws Error when nobody answers for a long time, the answer is a refusal, or `signal` says to give up.
 */
export async function tap(
  navi: Pick<BreakableNavi, 'urls'>,
  { token }: Person,
  { lifeMs, pick, signal }: { lifeMs: number; pick: () => number; signal: AbortSignal },
): Promise<AcceptedTap> {
  const clientTapId = randomUUID()
  const tappedAt = new Date(Date.now() - TAP_LIFE_MS + lifeMs).toISOString()
  let last: unknown
  for (let attempts = 1; attempts <= 500; attempts++) {
    const urls = navi.urls()
    const url = urls[Math.floor(pick() * urls.length)]
    if (url !== undefined) {
      try {
        const { tapId, seq } = await post(url, '/tap/send', token, { clientTapId, tappedAt })
        return { tapId: String(tapId), seq: Number(seq), attempts }
      } catch (error) {
        if (error instanceof Refusal) throw error
        last = error
      }
    }
    await pause(RETRY_MS, undefined, { signal })
  }
  throw new Error('a tap was never answered', { cause: last })
}

/** An answer that asking again does not change. */
class Refusal extends Error {}

async function post(
  url: string,
  path: string,
  token?: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api${path}`, {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
  })
  const text = await answer.text()
  if (answer.status >= 500) throw new Error(`${path}: ${answer.status} ${text}`)
  if (answer.status !== 200) throw new Refusal(`${path}: ${answer.status} ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}
