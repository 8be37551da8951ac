import { z } from 'zod'

/** Largest frame a client may send, in bytes. */
export const MAX_FRAME_BYTES = 16 * 1024

const timestamp = z.iso.datetime().describe('When the server made the frame, or the message in it.')
const seq = z.int().min(0)

/** What clients send, one JSON object in each frame. Other types are ignored; other fields too. */
export const clientFrames = {
  auth: z
    .object({
      type: z.literal('auth'),
      token: z.string().min(1).max(8192),
      epoch: z.string().optional().describe('The epoch of the last `auth_success`, with `lastSeq`.'),
      lastSeq: seq
        .optional()
        .describe('The position of the client: the highest `seq` it has seen. Absent: it has none.'),
      acks: z
        .boolean()
        .optional()
        .describe('The client acknowledges messages. Otherwise protocol pings find out what arrived.'),
    })
    .describe('Says who the client is and where it stands. A token can also come with the upgrade.'),
  ack: z.object({ type: z.literal('ack'), seq }).describe('Every message up to `seq` has been taken in.'),
  ping: z.object({ type: z.literal('ping') }).describe('Asks for a `pong`, before `auth` too.'),
}

/** What the server sends beside the messages of the app. */
export const serverFrames = {
  auth_success: z
    .object({
      type: z.literal('auth_success'),
      message: z.string(),
      timestamp,
      epoch: z.string().describe('Positions hold within one epoch.'),
      lastSeq: seq.describe('Where the connection begins: what follows has a higher `seq`.'),
      recovered: z
        .boolean()
        .describe('True: nothing between the position of the client and this one is missing.'),
      heartbeatMs: z.int().describe('The server pings a silent connection this often.'),
    })
    .describe('The client is known. Messages follow from `lastSeq` on, each with the next `seq`.'),
  skipped: z
    .object({
      type: z.literal('skipped'),
      timestamp,
      fromSeq: seq.describe('The first of them.'),
      seq: seq.describe('The last of them: the new position.'),
      count: z.int().min(1),
      types: z.record(z.string(), z.int()).describe('How many of each type, where they are still known.'),
      reason: z.enum(['expired', 'elsewhere', 'unreadable']),
    })
    .describe('Stands for messages that are not sent: too old, or already delivered on another way.'),
  pong: z.object({ type: z.literal('pong'), timestamp }).describe('Answers `ping`.'),
  error: z
    .object({ type: z.literal('error'), message: z.string(), timestamp })
    .describe('Something was wrong with the last frame. The close code says whether it is final.'),
  status: z
    .object({ type: z.literal('status'), state: z.enum(['available', 'unavailable']), timestamp })
    .describe('The server cannot read messages just now, or can again. Nothing is lost meanwhile.'),
  reconnect: z
    .object({ type: z.literal('reconnect'), afterMs: z.int(), timestamp })
    .describe('The server stops: connect again after that time, with the position.'),
}

export type AuthFrame = z.infer<typeof clientFrames.auth>
/** What the frame of every message of the app has beside its type. */
export const messageFields = {
  id: z.string().describe('The same on every way on which the message may arrive.'),
  seq: seq.describe('One more than that of the message before.'),
  timestamp,
}

/** What the frame of news of the app has beside its type. */
export const newsFields = { timestamp }

type ServerFrames = { [K in keyof typeof serverFrames]: z.infer<(typeof serverFrames)[K]> }
export type ServerFrame = ServerFrames[keyof ServerFrames]

/** A server frame as it is sent. */
export const printFrame = (frame: ServerFrame): string => JSON.stringify(frame)

/** A frame of a client, or `invalid` when it is not a JSON object. */
export function readFrame(data: Buffer): { type?: unknown } | 'invalid' {
  try {
    const value: unknown = JSON.parse(data.toString())
    return typeof value === 'object' && value !== null ? value : 'invalid'
  } catch {
    return 'invalid'
  }
}
