import type { Principal } from '@groundwork/kit/http/handler'

/** Somebody who registered. */
export interface Actor extends Principal {
  /** UUID; the same as `subject`. */
  userId: string
  sessionId: string
}
