import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { toEndedSession, toPose, toPracticeSession, toSequence, toStep, type Row } from './to-wire.ts'

/** A statement as YogaFlow sends it; a parameter is the name of an argument or a constant. */
export interface Statement {
  name: string
  text: string
  parameters: readonly ({ argument: string } | { constant: unknown })[]
}

const NAMES = ['listPoses', 'findSequence', 'lockPractice', 'openSession', 'endSession', 'storeJobs'] as const

export type Statements = Readonly<Record<(typeof NAMES)[number], Statement>>

export interface Completion {
  session_id: number
  duration_seconds: number
  poses_completed?: number | null
  completion_status?: string
}

const DAY_MS = 86_400_000

/** YogaFlow's statements on `pg` alone, and its answers made of their rows: what all servers of the comparison share. */
export function createYogaData(databaseUrl: string, statements: Statements) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, options: '-c timezone=UTC' })
  let sent = 0
  type On = Pick<pg.ClientBase, 'query'>
  const run = async (on: On, name: keyof Statements, args: Row): Promise<Row[]> => {
    sent++
    const { parameters, ...statement } = statements[name]
    const values = parameters.map((parameter) =>
      'argument' in parameter ? (args[parameter.argument] ?? null) : parameter.constant,
    )
    return (await on.query({ ...statement, values })).rows as Row[]
  }
  const transaction = async <T>(work: (client: On) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    try {
      sent += 2
      await client.query('begin')
      const value = await work(client)
      await client.query('commit')
      return value
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }

  return {
    statementsSent: () => sent,
    ping: async () => void (await pool.query('select 1')),

    async listPoses(page: number, pageSize: number) {
      const rows = await run(pool, 'listPoses', { offset: (page - 1) * pageSize, limit: pageSize })
      const total = Number(rows[0]!.total)
      return {
        poses: rows.filter(({ present }) => present !== null).map(toPose),
        total,
        page,
        page_size: pageSize,
        total_pages: Math.ceil(total / pageSize),
      }
    },

    async getSequence(userId: number, sequenceId: number) {
      const rows = await run(pool, 'findSequence', { viewerId: userId, sequenceId })
      const first = rows[0]
      if (!first) return undefined
      return { ...toSequence(first), created_by: first.created_by, poses: rows.map(toStep) }
    },

    startSession: (userId: number, sequenceId: number) =>
      transaction(async (client) => {
        await run(client, 'lockPractice', { userId })
        const [session] = await run(client, 'openSession', { userId, sequenceId, startedAt: new Date() })
        return session && toPracticeSession(session)
      }),

    completeSession: (userId: number, completion: Completion) =>
      transaction(async (client) => {
        const { session_id: sessionId, duration_seconds: durationSeconds } = completion
        const completedAt = new Date()
        await run(client, 'lockPractice', { userId })
        const [ended] = await run(client, 'endSession', {
          userId,
          sessionId,
          state: completion.completion_status ?? 'completed',
          durationSeconds,
          posesCompleted: completion.poses_completed ?? null,
          completedAt,
          latestStart: new Date(completedAt.getTime() - durationSeconds * 1000),
          dayStart: new Date(completedAt.getTime() - DAY_MS),
        })
        if (!ended) return undefined
        const data = { version: 1, payload: { userId, sessionId } }
        const jobs = [{ id: randomUUID(), name: 'achievements.award', data }]
        await run(client, 'storeJobs', { jobs: JSON.stringify(jobs) })
        return toEndedSession(ended)
      }),
  }
}

export type YogaData = ReturnType<typeof createYogaData>

/** Whether the database answers, asked every half second at most. */
export function createReadiness(data: Pick<YogaData, 'ping'>): () => Promise<boolean> {
  let asked: { atMs: number; answer: Promise<boolean> } | undefined
  return () => {
    if (asked === undefined || Date.now() - asked.atMs >= 500) {
      const answer = data.ping().then(
        () => true,
        () => false,
      )
      asked = { atMs: Date.now(), answer }
    }
    return asked.answer
  }
}

/** Texts of answers, for a while: what a server that caches by hand would do. */
export function createTextCache(ttlMs: number) {
  const texts = new Map<string, { text: string; untilMs: number }>()
  return async (key: string, load: () => Promise<string>): Promise<string> => {
    const known = texts.get(key)
    if (known && known.untilMs > Date.now()) return known.text
    const text = await load()
    texts.set(key, { text, untilMs: Date.now() + ttlMs })
    return text
  }
}

/** As long as one process of YogaFlow believes its own memory. */
export const POSES_TTL_MS = 10_000
