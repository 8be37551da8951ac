/** The tables of sign-in, as statements see them. */
export interface AuthTables {
  'kit.authSessions': {
    sessionId: string
    subject: string
    familyHash: Uint8Array
    refreshHash: Uint8Array
    remembered: boolean
    userAgent: string | null
    address: string | null
    idleMs: number
    createdAt: Date
    lastSeenAt: Date
    expiresAt: Date
    absoluteExpiresAt: Date
    endedAt: Date | null
    endReason: string | null
  }
  'kit.apiKeys': {
    keyId: string
    subject: string
    name: string
    scopes: readonly string[]
    secretHash: Buffer
    hashKid: string
    rotatedFrom: string | null
    createdAt: Date
    expiresAt: Date
    lastUsedAt: Date | null
    revokedAt: Date | null
  }
  'kit.authFailures': {
    accountHash: Uint8Array
    failures: number
    expiresAt: Date
  }
  'kit.authOneTimeTokens': {
    purpose: string
    subject: string
    tokenHash: Uint8Array
    context: string | null
    expiresAt: Date
  }
}
