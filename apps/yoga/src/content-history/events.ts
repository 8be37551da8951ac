import { z } from 'zod'
import { defineEvent } from '@groundwork/kit/events/define-event'

/** Poses or sequences were created, changed, published, hidden or removed. */
export const contentChanged = defineEvent({
  id: 'content.changed',
  version: 1,
  payload: z.object({ kind: z.enum(['pose', 'sequence']), action: z.string(), ids: z.array(z.int()) }),
})
