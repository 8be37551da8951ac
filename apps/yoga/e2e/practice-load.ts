import { once } from 'node:events'
import { Agent, request as openRequest, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** What became of one request. */
export interface Outcome {
  what: string
  /** Undefined when there was no whole answer; then `error` says why. */
  status: number | undefined
  error?: string
  retryAfter: string | undefined
  durationMs: number
  endedMs: number
  /** Id of the practice session that was recorded, and is therefore kept. */
  recorded?: number
}

export interface Load {
  /** Everything that has ended so far. */
  outcomes: Outcome[]
  /** Resolves once another request has ended with this status. */
  next(status: number): Promise<void>
  /** Lets what is under way end, and gives all outcomes. */
  stop(): Promise<Outcome[]>
  tokens: readonly string[]
}

export interface LoadOptions {
  people: number
  /** How long a person thinks between two requests. */
  thinkMs?: number
  /** A person ends at the first answer that comes with `Connection: close`, as if that were the end of the world. */
  untilClosed?: boolean
}

/** A request over a connection that is kept; nothing is tried again. */
export async function send(
  agent: Agent,
  url: string,
  { method = 'GET', token, body }: { method?: string; token?: string; body?: object } = {},
) {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(text !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
  }
  const request = openRequest(url, { method, headers, agent })
  request.end(text)
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part as Buffer)
  return { status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(parts).toString() }
}

/** Registers people and returns their access tokens. */
export async function register(url: string, names: readonly string[]): Promise<string[]> {
  const agent = new Agent({ keepAlive: true })
  try {
    return await Promise.all(
      names.map(async (name) => {
        const body = { email: `${name}@example.com`, name, password: 'Downward1Dog' }
        const { status, text } = await send(agent, `${url}/api/v1/auth/register`, { method: 'POST', body })
        if (status !== 201) throw new Error(`registering answered ${status} ${text}`)
        return (JSON.parse(text) as { tokens: { access_token: string } }).tokens.access_token
      }),
    )
  } finally {
    agent.destroy()
  }
}

/** Limits that no load reaches, and no mail on standard error. */
export const unlimited = {
  LIMIT_CREDENTIALS: '1000000/min',
  LIMIT_PUBLIC: '1000000/min',
  LIMIT_USER: '1000000/h',
  LIMIT_UPLOADS: '1000000/h',
}

const RECORD = { durationMinutes: 0.1, posesCompleted: 3 }

let loads = 0

/** People who read the library, read their statistics and record practice, one request after the other each. */
export async function startLoad(
  url: string,
  { people, thinkMs = 5, untilClosed = false }: LoadOptions,
): Promise<Load> {
  const run = ++loads
  const names = Array.from({ length: people }, (_, i) => `load-${process.pid}-${run}-${i}`)
  const tokens = await register(url, names)
  const outcomes: Outcome[] = []
  const waiting = new Set<{ status: number; resolve: () => void }>()
  const over = new AbortController()

  const ask = async (agent: Agent, token: string, turn: number): Promise<boolean> => {
    const startedMs = performance.now()
    const [what, path, body] = (
      [
        ['record', '/api/v1/sessions', RECORD],
        ['stats', '/api/v1/stats', undefined],
        ['poses', `/api/v1/poses/${1 + (turn % 80)}`, undefined],
        ['history', '/api/v1/history', undefined],
      ] as const
    )[turn % 4]!
    const outcome = { what, status: undefined, retryAfter: undefined, durationMs: 0, endedMs: 0 } as Outcome
    let isLast = false
    try {
      const method = body === undefined ? 'GET' : 'POST'
      const answer = await send(agent, url + path, { method, token, body })
      outcome.status = answer.status
      outcome.retryAfter = answer.headers['retry-after']
      isLast = answer.headers.connection === 'close'
      if (answer.status === 201)
        outcome.recorded = (JSON.parse(answer.text) as { session_id: number }).session_id
    } catch (error) {
      outcome.error = `${(error as NodeJS.ErrnoException).code ?? ''} ${(error as Error).message}`
    }
    outcome.endedMs = performance.now()
    outcome.durationMs = outcome.endedMs - startedMs
    outcomes.push(outcome)
    for (const wait of waiting) if (wait.status === outcome.status) wait.resolve()
    return isLast || outcome.error !== undefined
  }

  const persons = tokens.map(async (token, i) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let turn = i; !over.signal.aborted; turn++) {
      const isLast = await ask(agent, token, turn)
      if (isLast && untilClosed) break
      await pause(thinkMs)
    }
    agent.destroy()
  })

  return {
    outcomes,
    tokens,
    async next(status) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const wait = { status, resolve }
      waiting.add(wait)
      await promise
      waiting.delete(wait)
    },
    async stop() {
      over.abort()
      await Promise.all(persons)
      return outcomes
    },
  }
}

/** How many outcomes of each kind there were, such as `{ 'record 201': 120, 'stats 503': 3 }`. */
export function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { what, status, error } of outcomes) {
    const kind = `${what} ${status ?? error}`
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

/** The given share of outcomes took no longer than this. */
export function quantile(outcomes: readonly { durationMs: number }[], share: number): number {
  const durations = outcomes.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b)
  return Math.round(durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0)
}
