import type { Db } from '@groundwork/kit/db/database'
import { requestBytes, type HttpAnswer, type HttpConnection } from '../client/http-connection.ts'

/** Somebody who sends requests, with a sequence of their own. */
export interface Caller {
  token: string
  sequenceId: number
}

/** Sends one request, sees that it succeeded, and notes how long it took. */
export type Send = (connection: HttpConnection, request: Buffer) => Promise<HttpAnswer>

/** What is asked of every server, over and over. */
export interface Scenario {
  name: string
  /** What one caller does again and again on one connection. */
  turn: (send: Send, connection: HttpConnection, caller: Caller) => Promise<HttpAnswer>
  /** Parts of the answer that no two requests share. */
  varying?: readonly string[]
  /** Makes the database what it was, before every measurement. */
  reset?: (db: Db) => Promise<void>
}

/** Made once for each caller: what is measured is the server. */
const perCaller = (make: (caller: Caller) => Buffer) => {
  const made = new WeakMap<Caller, Buffer>()
  return (caller: Caller) => {
    let request = made.get(caller)
    if (!request) made.set(caller, (request = make(caller)))
    return request
  }
}

const health = requestBytes({ path: '/health/ready' })
const poses = requestBytes({ path: '/api/v1/poses' })
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' }
const posesForBrowser = requestBytes({ path: '/api/v1/poses', headers: browser })
const sequence = perCaller(({ token, sequenceId }) =>
  requestBytes({ path: `/api/v1/sequences/${sequenceId}`, token }),
)
const start = perCaller(({ token, sequenceId }) =>
  requestBytes({ method: 'POST', path: '/api/v1/sessions/start', token, body: { sequence_id: sequenceId } }),
)
const complete = (token: string, sessionId: number) =>
  requestBytes({
    method: 'POST',
    path: '/api/v1/sessions/complete',
    token,
    body: { session_id: sessionId, duration_seconds: 1, poses_completed: 12, completion_status: 'completed' },
  })

export const scenarios: Record<string, Scenario> = {
  health: {
    name: 'readiness',
    turn: (send, connection) => send(connection, health),
  },
  poses: {
    name: '20 poses, cached',
    turn: (send, connection) => send(connection, poses),
  },
  compressed: {
    name: '20 poses, cached, compressed',
    turn: (send, connection) => send(connection, posesForBrowser),
  },
  sequence: {
    name: 'a sequence of one’s own',
    turn: (send, connection, caller) => send(connection, sequence(caller)),
  },
  sessions: {
    name: 'start and complete a session',
    turn: async (send, connection, caller) => {
      const started = await send(connection, start(caller))
      const { session_id } = JSON.parse(started.text()) as { session_id: number }
      return send(connection, complete(caller.token, session_id))
    },
    varying: ['session_id', 'started_at', 'completed_at'],
    reset: async (db) => {
      for (const table of ['practice_sessions', 'pgboss.job'])
        await db.execute({ shape: 'bench.reset', text: `delete from ${table}`, values: [] })
    },
  },
}
