import pg from 'pg'
import type { OpenFanOut } from './fan-out.ts'

const RETRY_MS = 500
const ANSWER_WITHIN_MS = 3_000
const NOTIFY = 'select pg_notify($1, text) from unnest($2::text[]) with ordinality as t (text, n) order by n'

/** A fan-out by LISTEN and NOTIFY, on one connection of its own. Processes hear each other that use the same database. */
export function postgresFanOut({ url, channel }: { url: string; channel: string }): OpenFanOut {
  const name = pg.escapeIdentifier(channel)
  return (hear) => {
    let client: pg.Client | undefined
    let retry: NodeJS.Timeout | undefined
    let isClosed = false
    const waiting: string[] = []
    let isSending = false
    let sending: Promise<void> | undefined

    const connect = async () => {
      const next = new pg.Client({
        connectionString: url,
        application_name: 'fan-out',
        connectionTimeoutMillis: ANSWER_WITHIN_MS,
        query_timeout: ANSWER_WITHIN_MS,
      })
      // Its end follows, and is what is acted on.
      next.on('error', () => {})
      next.on('notification', ({ payload }) => void (payload !== undefined && hear(payload)))
      try {
        await next.connect()
        await next.query(`listen ${name}`)
      } catch {
        await next.end().catch(() => {})
        return again()
      }
      if (isClosed) return next.end()
      client = next
      next.once('end', lose)
    }
    const lose = () => {
      waiting.length = 0
      client = undefined
      again()
    }
    const again = () => {
      if (!isClosed) retry = setTimeout(() => void (connecting = connect()), RETRY_MS * (1 + Math.random()))
    }
    let connecting: Promise<void> = connect()

    const send = async (on: pg.Client) => {
      isSending = true
      try {
        while (waiting.length > 0) await on.query(NOTIFY, [channel, waiting.splice(0)])
      } catch {
        // A connection that does not answer may never end by itself.
        dropConnection(on)
      }
      isSending = false
    }

    return {
      publish(text) {
        if (client === undefined) return
        waiting.push(text)
        if (!isSending) sending = send(client)
      },
      async close() {
        isClosed = true
        clearTimeout(retry)
        await connecting
        await sending
        client?.off('end', lose)
        await client?.end().catch(() => {})
        client = undefined
      },
    }
  }
}

function dropConnection(client: pg.Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy: () => void } } }
  connection.stream.destroy()
}
