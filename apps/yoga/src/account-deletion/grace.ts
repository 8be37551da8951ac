/** How long an account whose deletion was asked for can be had back. Mails have promised it: never shorten it. */
export const GRACE_DAYS = 90

const DAY_MS = 86_400_000

/** When an account is deleted whose owner asked for it then; null when nobody did. */
export const deletionAt = (requestedAt: Date | null): Date | null =>
  requestedAt && new Date(requestedAt.getTime() + GRACE_DAYS * DAY_MS)

/** Accounts whose deletion was asked for until then are due at `now`. */
export const dueWhenRequestedBy = (now: Date): Date => new Date(now.getTime() - GRACE_DAYS * DAY_MS)
