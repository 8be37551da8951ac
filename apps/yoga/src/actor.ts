import type { Principal } from '@groundwork/kit/http/handler'

/** A signed-in person. */
export interface Actor extends Principal {
  userId: number
  sessionId: string
  roles: readonly string[]
  /** `leaving` while the account is about to be deleted. */
  standing: string | null
}
