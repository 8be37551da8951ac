import { handle } from '../handle.ts'
import { listTaps, sendTap } from './contract.ts'
import { listHistory } from './history.ts'
import * as taps from './send-tap.ts'

export const tapRoutes = [
  handle(sendTap, async ({ deps, actor, body, request }) => {
    const clientTapId = body.clientTapId ?? request.headers['idempotency-key']
    const tap = await taps.sendTap(deps, actor.userId, { ...body, clientTapId })
    return {
      message: 'Tap sent successfully',
      delivered: tap.delivered,
      tapId: tap.tapId,
      sentAt: tap.acceptedAt.toISOString(),
      success: true as const,
      status: tap.state,
      seq: tap.seq,
    }
  }),
  handle(listTaps, async ({ deps, actor, query }) => {
    const { taps, count } = await listHistory(deps.db, actor.userId, query)
    return {
      taps: taps.map(({ tapId, tappedAt, state, ...tap }) => ({
        ...tap,
        timestamp: tappedAt.toISOString(),
        id: tapId,
        status: state,
      })),
      count,
    }
  }),
]
