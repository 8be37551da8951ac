import { z } from 'zod'
import { clientFrames, messageFields, newsFields, serverFrames } from '../realtime/protocol.ts'
import { createComponentSchemas, type ComponentSchemas } from './component-schemas.ts'

export interface AsyncApiOptions {
  info: { title: string; version: string; description?: string }
  /** Where sockets are opened. */
  paths: readonly string[]
  /** The messages of the app by their type: the fields that its frames have beside `type`, `id`, `seq` and `timestamp`. */
  messages: Readonly<Record<string, z.ZodObject>>
  /** The news of the app by their type: the fields that their frames have beside `type` and `timestamp`. */
  news?: Readonly<Record<string, z.ZodObject>>
  /** What the app adds to `auth_success`. */
  greeting: z.ZodObject
}

interface Reference {
  $ref: string
}

interface MessageObject {
  name: string
  summary?: string
  payload: unknown
}

/** An AsyncAPI 3.0 document; `action` is what the server does. */
export interface AsyncApiDocument {
  asyncapi: '3.0.0'
  info: AsyncApiOptions['info']
  defaultContentType: 'application/json'
  channels: Record<string, { address: string; messages: Record<string, Reference>; bindings: unknown }>
  operations: Record<
    string,
    { action: 'send' | 'receive'; channel: Reference; messages: Reference[]; summary: string }
  >
  components: { messages: Record<string, MessageObject>; schemas: Record<string, unknown> }
}

const handshake = z.object({
  token: z
    .string()
    .optional()
    .describe('Signs on with the upgrade. A header `Authorization: Bearer …` does too.'),
  epoch: clientFrames.auth.shape.epoch,
  lastSeq: clientFrames.auth.shape.lastSeq,
})

/**
 * The AsyncAPI document of an app's live connections, from the schemas that the server uses.
 * @throws Error when two different schemas have one id.
 */
export function asyncApiDocument({
  info,
  paths,
  messages,
  news = {},
  greeting,
}: AsyncApiOptions): AsyncApiDocument {
  const schemas = createComponentSchemas()
  const received = Object.entries(clientFrames).map((entry) => messageOf(...entry, 'input', schemas))
  const { auth_success: welcome, ...others } = serverFrames
  const frames: Record<string, z.ZodObject> = {
    auth_success: greeting.extend(welcome.shape).meta(welcome.meta() ?? {}),
    ...framesOf(messages, messageFields),
    ...framesOf(news, newsFields),
    ...others,
  }
  const sent = Object.entries(frames).map((entry) => messageOf(...entry, 'output', schemas))
  const all = [...received, ...sent]
  const query = schemas.refer(handshake, 'input')
  const channels: AsyncApiDocument['channels'] = {}
  const operations: AsyncApiDocument['operations'] = {}
  for (const [i, address] of paths.entries()) {
    const channel = i === 0 ? 'live' : `live${i + 1}`
    const refer = ({ name }: MessageObject) => ({ $ref: `#/channels/${channel}/messages/${name}` })
    channels[channel] = {
      address,
      messages: Object.fromEntries(all.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }])),
      bindings: { ws: { method: 'GET', query, bindingVersion: '0.1.0' } },
    }
    operations[`${channel}.receive`] = {
      action: 'receive',
      channel: { $ref: `#/channels/${channel}` },
      messages: received.map(refer),
      summary: 'What clients send.',
    }
    operations[`${channel}.send`] = {
      action: 'send',
      channel: { $ref: `#/channels/${channel}` },
      messages: sent.map(refer),
      summary: 'What clients get.',
    }
  }
  return {
    asyncapi: '3.0.0',
    info,
    defaultContentType: 'application/json',
    channels,
    operations,
    components: {
      messages: Object.fromEntries(all.map((message) => [message.name, message])),
      schemas: schemas.all(),
    },
  }
}

function framesOf(
  kinds: Readonly<Record<string, z.ZodObject>>,
  shared: z.ZodRawShape,
): Record<string, z.ZodObject> {
  const frames = Object.entries(kinds).map(([type, fields]) => {
    const frame = z.object({ type: z.literal(type), ...shared }).extend(fields.shape)
    return [type, frame.meta(fields.meta() ?? {})] as const
  })
  return Object.fromEntries(frames)
}

function messageOf(
  name: string,
  schema: z.ZodObject,
  io: 'input' | 'output',
  schemas: ComponentSchemas,
): MessageObject {
  const { description } = schema
  return { name, ...(description && { summary: description }), payload: schemas.refer(schema, io) }
}
