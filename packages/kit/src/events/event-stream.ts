import { setTimeout as pause } from 'node:timers/promises'
import type { JetStreamClient } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'

/** Connecting, and each question to the server, takes no longer. */
const TIMEOUT_MS = 2_000
/** How long after it failed, or was asked in vain, the server is asked whether it is back. */
const RETURN_MS = 1_000
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
   * @throws Error within 8 s when it does not say so, at once while it is away; the event may be stored all the same.
   */
  publish(event: PublishedEvent): Promise<void>
  /** Whether the server failed an event and has not answered since: it is asked until it does. */
  isAway(): boolean
  close(): Promise<void>
}

export interface EventStreamOptions {
  url: string
  /** Its name, and the first part of its subjects. Made when missing, to keep events for seven days; never changed. */
  stream: string
  /** Hears after each event whether NATS took it, and when it is back. */
  onChange: (state: 'up' | 'down') => void
}

interface Link {
  connection: NatsConnection
  client: JetStreamClient
}

/** Opens no connection before the first event. One that fails is given up, and another opened as soon as that can be done. */
export function createEventStream({ url, stream, onChange }: EventStreamOptions): EventStream {
  const closing = new AbortController()
  let link: Promise<Link> | undefined
  let returning: Promise<void> | undefined

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

  const untilBack = async () => {
    while (!closing.signal.aborted) {
      await pause(RETURN_MS, undefined, { signal: closing.signal, ref: false }).catch(() => {})
      if (closing.signal.aborted) return
      const opening = open()
      const isOpen = await opening.then(
        () => true,
        () => false,
      )
      if (!isOpen) continue
      link = opening
      onChange('up')
      returning = undefined
      return
    }
  }

  return {
    async publish({ id, type, body }) {
      if (closing.signal.aborted) throw new Error('the event stream is closed')
      if (returning) throw new Error('NATS is away')
      const used = (link ??= open())
      let isOpen = false
      try {
        const { client } = await used
        isOpen = true
        await client.publish(`${stream}.${type}`, body, {
          msgID: id,
          timeout: TIMEOUT_MS,
          expect: { streamName: stream },
        })
        onChange('up')
      } catch (error) {
        onChange('down')
        if (isOpen && isRefusal(error)) throw error
        if (link === used) {
          link = undefined
          returning = untilBack()
        }
        void used.then(({ connection }) => connection.close()).catch(() => {})
        throw error
      }
    },
    isAway: () => returning !== undefined,
    async close() {
      closing.abort()
      await returning
      await link?.then(({ connection }) => connection.close()).catch(() => {})
    },
  }
}

/** Whether the server answered, and did not take the event. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'JetStreamApiError'

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
