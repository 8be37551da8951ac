import { z } from 'zod'
import { defineEvent } from '@groundwork/kit/events/define-event'

/** A session ended as completed or partial. */
export const practiceSessionEnded = defineEvent({
  id: 'practice_session.ended',
  version: 1,
  payload: z.object({ userId: z.int(), sessionId: z.int() }),
})
