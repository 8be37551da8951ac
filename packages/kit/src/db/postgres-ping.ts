import pg from 'pg'

/** A connection that is used for nothing but asking whether the server answers. */
export interface Ping {
  /** Asks; those who ask at the same time share an answer. @throws Error within twice `withinMs` when there is none. */
  ask(): Promise<void>
  close(): Promise<void>
}

/** Connects when first asked, and anew after every failure. */
export function createPing({ url, name, withinMs }: { url: string; name?: string; withinMs: number }): Ping {
  let client: pg.Client | undefined
  let asking: Promise<void> | undefined

  const connect = async () => {
    const opened = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: withinMs,
      query_timeout: withinMs,
    })
    // Its loss shows in the next question.
    opened.on('error', () => {})
    await opened.connect()
    return opened
  }

  const ask = async () => {
    try {
      client ??= await connect()
      await client.query('select 1')
    } catch (error) {
      // A question that was not answered would hold up the next one.
      void client?.end().catch(() => {})
      client = undefined
      throw error
    } finally {
      asking = undefined
    }
  }

  return {
    ask: () => (asking ??= ask()),
    async close() {
      await asking?.catch(() => {})
      await client?.end()
      client = undefined
    },
  }
}
