import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { asyncApiDocument, type AsyncApiDocument } from '@groundwork/kit/openapi/asyncapi-document'
import { PATHS } from './live.ts'
import { Intensity, Pattern, State } from './taps/contract.ts'
import { version } from './version.ts'

const partnerId = z.uuid()

/** The messages of live connections by their type: their fields beside `type`, `id`, `seq` and `timestamp`. */
export const frames = {
  tap_received: z
    .object({
      fromUserId: z.uuid(),
      toUserId: z.uuid(),
      intensity: Intensity,
      pattern: Pattern,
      timestamp: Instant.meta({ description: 'When it was tapped.' }),
    })
    .describe('The partner tapped.'),
  paired: z
    .object({ partnerId, pairedAt: z.iso.datetime({ precision: 0 }) })
    .describe('Somebody became the partner, or is it already.'),
  unpaired: z.object({ partnerId }).describe('The pair came apart.'),
}

/** The news of live connections by their type: their fields beside `type` and `timestamp`. */
export const news = {
  tap_state: z
    .object({ id: z.string().meta({ description: 'Of the tap.' }), status: State })
    .describe('What has become of a tap that was sent. Who was away reads it in the history.'),
}

const description = `Frames over WebSockets: taps, and the news of pairings. How to sign on, come back, confirm and end is the
same for all products of Groundwork; clients that only sign on and answer pings are served in full.`

/** Navi's live connections as an AsyncAPI document. */
export const liveDocument = (): AsyncApiDocument =>
  asyncApiDocument({
    info: { title: 'Navi live connections', version, description },
    paths: PATHS,
    messages: frames,
    news,
    greeting: z.object({ userId: z.uuid() }),
  })
