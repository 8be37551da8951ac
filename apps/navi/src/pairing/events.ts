import { z } from 'zod'
import { defineEvent } from '@groundwork/kit/events/define-event'

const pair = z.object({ pairingId: z.string(), userIds: z.array(z.string()).length(2) })

/** Two people became a pair. */
export const pairingFormed = defineEvent({ id: 'pairing.formed', version: 1, payload: pair })

/** A pair came apart. */
export const pairingEnded = defineEvent({ id: 'pairing.ended', version: 1, payload: pair })
