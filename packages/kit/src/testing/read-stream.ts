import { jetstreamManager, type StreamConfig } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'

/** An event as it stands in a stream. */
export interface ReadEvent {
  subject: string
  /** Its `Nats-Msg-Id`. */
  messageId: string
  body: { id: string; type: string; time: string; data: Record<string, unknown> } & Record<string, unknown>
}

/** What stands in the stream of this name, in order; nothing when there is no such stream. */
export async function readStream(url: string, stream: string): Promise<ReadEvent[]> {
  return withStreams(url, async ({ streams }) => {
    const info = await streams.info(stream).catch(() => undefined)
    const read: ReadEvent[] = []
    for (let seq = 1; seq <= (info?.state.last_seq ?? 0); seq++) {
      const message = (await streams.getMessage(stream, { seq }))!
      const messageId = message.header.get('Nats-Msg-Id')
      read.push({ subject: message.subject, messageId, body: message.json() })
    }
    return read
  })
}

/** Makes a stream as an operator would. */
export const makeStream = (url: string, config: Partial<StreamConfig> & { name: string }): Promise<unknown> =>
  withStreams(url, ({ streams }) => streams.add(config))

/** Deletes the stream, which is no error when there is none. */
export const deleteStream = (url: string, stream: string): Promise<unknown> =>
  withStreams(url, ({ streams }) => streams.delete(stream).catch(() => {}))

async function withStreams<T>(
  url: string,
  work: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<T>,
): Promise<T> {
  const connection = await connect({ servers: url })
  try {
    return await work(await jetstreamManager(connection))
  } finally {
    await connection.close()
  }
}
