import { requestBytes, type RequestParts } from '../client/http-connection.ts'
import { PASSWORD, type Person } from '../client/people.ts'
import { oneOf, type Random } from './visit.ts'

/** What an answer says, as far as a visitor needs it for the next request. */
// oxlint-disable-next-line typescript/no-explicit-any -- visitors read answers as untyped JSON
type Json = any

/** What a visitor remembers from one moment to the next. */
export interface Memory {
  token: string | undefined
  sessionId: number | undefined
}

export interface Ask extends RequestParts {
  kind: string
  learn?: (answer: Json, memory: Memory) => void
}

/** The moments of a visit, each with what is asked then. */
export type Script = readonly ((memory: Memory) => readonly Ask[])[]

const get = (kind: string, path: string) => (): readonly Ask[] => [{ kind, path: `/api/v1${path}` }]

const signed =
  (...asks: readonly Ask[]) =>
  ({ token }: Memory): readonly Ask[] =>
    asks.map((ask) => ({ ...ask, path: `/api/v1${ask.path}`, token }))

const CATEGORIES = ['standing', 'seated', 'balancing', 'backbends', 'twists', 'inversions', 'forward_bends']
const LEVELS = ['beginner', 'intermediate', 'advanced']
const WORDS = [
  'warrior',
  'tree',
  'downward dog',
  'cobra',
  'child',
  'moon',
  'triangle',
  'sun',
  'bridge',
  'hips',
]
const POSES = 60
const PRESETS = 10

const idUpTo = (random: Random, most: number) => 1 + Math.floor(random() * most)

/** Somebody who looks around without signing in. */
function browses(random: Random): Script {
  const pose = () => {
    const id = idUpTo(random, POSES)
    return () => [
      { kind: 'pose', path: `/api/v1/poses/${id}` },
      { kind: 'related poses', path: `/api/v1/poses/${id}/related` },
    ]
  }
  const word = oneOf(random, WORDS)
  return [
    get('list poses', '/poses'),
    get('list poses', `/poses?category=${oneOf(random, CATEGORIES)}`),
    pose(),
    get('list poses', `/poses?difficulty=${oneOf(random, LEVELS)}&page=${idUpTo(random, 2)}`),
    pose(),
    pose(),
    get('suggest', `/search/suggestions?q=${encodeURIComponent(word.slice(0, 3))}`),
    get('search', `/search?q=${encodeURIComponent(word)}`),
    get('list sequences', '/sequences'),
    get('sequence', `/sequences/${idUpTo(random, PRESETS)}`),
  ]
}

/** Somebody who is signed in, practises a preset and looks at what that did. */
function practises(random: Random): Script {
  const sequence = idUpTo(random, PRESETS)
  const seconds = 300 + Math.floor(random() * 1500)
  return [
    signed(
      { kind: 'me', path: '/auth/me' },
      { kind: 'statistics', path: '/stats' },
      { kind: 'history', path: '/history?page_size=5' },
    ),
    signed({ kind: 'list sequences', path: '/sequences' }),
    signed({ kind: 'sequence', path: `/sequences/${sequence}` }),
    signed({
      kind: 'start session',
      method: 'POST',
      path: '/sessions/start',
      body: { sequence_id: sequence },
      learn: ({ session_id }, memory) => void (memory.sessionId = session_id),
    }),
    (memory) =>
      signed({
        kind: 'pause session',
        method: 'PUT',
        path: `/sessions/${memory.sessionId}/pause`,
        body: { duration_so_far: Math.floor(seconds / 2) },
      })(memory),
    (memory) =>
      signed({
        kind: 'complete session',
        method: 'POST',
        path: '/sessions/complete',
        body: { session_id: memory.sessionId, duration_seconds: seconds, completion_status: 'completed' },
      })(memory),
    signed(
      { kind: 'statistics', path: '/stats' },
      { kind: 'calendar', path: '/calendar' },
      { kind: 'achievements', path: '/achievements' },
    ),
    signed({ kind: 'list sequences', path: '/sequences' }),
  ]
}

/** Somebody who is signed in and follows how they are doing. */
function reviews(): Script {
  const dashboard = signed(
    { kind: 'statistics', path: '/stats' },
    { kind: 'calendar', path: '/calendar' },
    { kind: 'goals', path: '/goals' },
  )
  return [
    signed({ kind: 'me', path: '/auth/me' }),
    dashboard,
    signed({ kind: 'history', path: '/history' }),
    signed({ kind: 'history', path: '/history?page=2' }),
    dashboard,
    signed({ kind: 'achievements', path: '/achievements' }),
    signed({ kind: 'favourites', path: '/favorites' }),
    dashboard,
    signed({ kind: 'history', path: '/history' }),
  ]
}

const signsIn = ({ email }: Person): Script => [
  () => [
    {
      kind: 'sign in',
      method: 'POST',
      path: '/api/v1/auth/login',
      body: { email, password: PASSWORD },
      learn: ({ access_token }, memory) => void (memory.token = access_token),
    },
  ],
]

/** Sessions last from a day to a week, so that few visits begin with a password; most who come have an account. */
const SHARES = { browses: 0.35, reviews: 0.2, signsIn: 0.1 }

/** What the visitor does, drawn from what visitors do. */
export function scriptFor(person: Person, random: Random): Script {
  const drawn = random()
  if (drawn < SHARES.browses) return browses(random)
  if (drawn < SHARES.browses + SHARES.reviews) return reviews()
  const signedIn = practises(random)
  return drawn < 1 - SHARES.signsIn ? signedIn : [...signsIn(person), ...signedIn]
}

export const bytesOf = ({ kind: _kind, learn: _learn, ...parts }: Ask, address: string): Buffer =>
  requestBytes({
    ...parts,
    headers: { 'x-forwarded-for': address, 'accept-encoding': 'gzip, deflate, br, zstd' },
  })
