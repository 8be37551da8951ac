import type { JetStreamClient } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'

/** Connecting, and each question to the server, takes no longer. */
const TIMEOUT_MS = 2_000
const SECOND_NS = 1_000_000_000
const KEEP_SECONDS = 7 * 86_400
/** Within this time the server itself drops what comes twice. */
const DUPLICATE_WINDOW_SECONDS = 3_600

/** An event as other systems get it. */
export interface PublishedEvent {
  /** Names the event: the same however often it is published. */
  id: string
  /** Reads `noun.past_tense`; the subject is the name of the stream, a dot and this. */
  type: string
  /** A JSON text. */
  body: string
}

/** A stream of NATS JetStream that carries events to other systems. */
export interface EventStream {
  /**
   * Resolves once the server has stored the event, or had stored it before.
   * @throws Error within 8 s when it does not say so; the event may be stored all the same.
   */
  publish(event: PublishedEvent): Promise<void>
  close(): Promise<void>
}

export interface EventStreamOptions {
  url: string
  /** Its name, and the first part of its subjects. Made when missing, to keep events for seven days; never changed. */
  stream: string
  /** Hears after each event whether NATS took it. */
  onChange: (state: 'up' | 'down') => void
}

interface Link {
  connection: NatsConnection
  client: JetStreamClient
}

/** Opens no connection before the first event. One that fails is given up, and the next event opens another. */
export function createEventStream({ url, stream, onChange }: EventStreamOptions): EventStream {
  let link: Promise<Link> | undefined
  let isClosed = false

  const open = async (): Promise<Link> => {
    const [{ connect }, { jetstream, jetstreamManager, StorageType }] = await Promise.all([
      import('@nats-io/transport-node'),
      import('@nats-io/jetstream'),
    ])
    const connection = await connect({
      servers: url,
      name: `events ${stream}`,
      timeout: TIMEOUT_MS,
      reconnect: false,
    })
    try {
      const manager = await jetstreamManager(connection, { timeout: TIMEOUT_MS, checkAPI: false })
      if (!(await isThere(manager.streams.info(stream)))) {
        await manager.streams.add({
          name: stream,
          subjects: [`${stream}.>`],
          storage: StorageType.File,
          max_age: KEEP_SECONDS * SECOND_NS,
          duplicate_window: DUPLICATE_WINDOW_SECONDS * SECOND_NS,
        })
      }
      return { connection, client: jetstream(connection, { timeout: TIMEOUT_MS }) }
    } catch (error) {
      await connection.close()
      throw error
    }
  }

  return {
    async publish({ id, type, body }) {
      if (isClosed) throw new Error('the event stream is closed')
      const used = (link ??= open())
      try {
        const { client } = await used
        await client.publish(`${stream}.${type}`, body, {
          msgID: id,
          timeout: TIMEOUT_MS,
          expect: { streamName: stream },
        })
        onChange('up')
      } catch (error) {
        onChange('down')
        if (link === used) link = undefined
        void used.then(({ connection }) => connection.close()).catch(() => {})
        throw error
      }
    },
    async close() {
      isClosed = true
      await link?.then(({ connection }) => connection.close()).catch(() => {})
    },
  }
}

const STREAM_NOT_FOUND = 10_059

async function isThere(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === STREAM_NOT_FOUND) return false
    throw error
  }
}
