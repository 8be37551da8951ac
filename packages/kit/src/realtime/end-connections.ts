import type { Connection } from './connection.ts'

const AT_ONCE = 500

/** Calls `end` for every connection whose session `endedSessions` names. */
export async function endConnections(
  connections: Iterable<Connection>,
  endedSessions: (sessions: readonly string[]) => Promise<readonly string[]>,
  end: (connection: Connection) => void,
): Promise<void> {
  const bySession = new Map<string, Connection[]>()
  for (const connection of connections) {
    if (connection.identity === undefined) continue
    const { session } = connection.identity
    bySession.set(session, [...(bySession.get(session) ?? []), connection])
  }
  const sessions = [...bySession.keys()]
  for (let start = 0; start < sessions.length; start += AT_ONCE) {
    const ended = await endedSessions(sessions.slice(start, start + AT_ONCE))
    for (const session of ended) for (const connection of bySession.get(session) ?? []) end(connection)
  }
}
