import type { Connection, Driver, Request } from '../db/driver.ts'

/** One statement as it was sent; its values are those of the first time. */
export interface RecordedRequest {
  shape: string
  text: string
  values: readonly unknown[]
}

/** A driver that does what the given one does, and keeps one of each statement it sends: what to ask plans for. */
export function recordRequests(driver: Driver): Driver & { requests: () => RecordedRequest[] } {
  const recorded = new Map<string, RecordedRequest>()
  const record = ({ shape, name, text, values }: Request) => {
    const request = { shape: shape ?? name ?? '', text, values }
    const key = `${request.shape}\n${text}`
    if (!recorded.has(key)) recorded.set(key, request)
  }
  const query = (on: Pick<Connection, 'query'>) => (request: Request) => {
    record(request)
    return on.query(request)
  }
  return {
    kind: driver.kind,
    query: query(driver),
    reserve: (work) =>
      driver.reserve((connection) => work({ query: query(connection), script: connection.script })),
    ping: driver.ping,
    connections: driver.connections,
    close: driver.close,
    requests: () => [...recorded.values()],
  }
}
