// Generated from the API document by npm run generate; changes are lost.

export interface Device {
  deviceId: string
  platform: 'ios' | 'watchos' | 'web'
  environment: 'production' | 'sandbox'
  createdAt: string
  lastSeenAt: string
  /** Why nothing is pushed to it any more; null while something is. */
  disabledReason: string | null
}

export interface Error {
  /** A sentence to show. */
  error: string
  /** Stable: what programs go by. */
  code: string
  timestamp: string
  requestId: string
}

export interface Health {
  /** `ok` as long as requests can be served. */
  status: 'ok' | 'unavailable'
  timestamp: string
  database: 'postgresql' | 'embedded'
  /** Seconds since the start. */
  uptime: number
  version: string
  checks: Readonly<Record<string, {
    status: 'pass' | 'warn' | 'fail'
    /** What is wrong; absent when nothing is. */
    output?: string
    observedValue?: number
    observedUnit?: string
  }>>
}

export interface Message {
  message: string
}

export interface Session {
  userId: string
  /** For `Authorization: Bearer`, and for live connections. */
  token: string
  /** Good for one refresh. */
  refreshToken: string
  /** When the session ends unless it is used; each use puts it off. */
  expiresAt: string
  message: string
}

export interface Tap {
  fromUserId: string
  toUserId: string
  intensity: 'light' | 'medium' | 'strong'
  pattern: 'single' | 'double' | 'triple' | 'heartbeat'
  /** When it was tapped, which may be before it arrived. */
  timestamp: string
  id: string
  status: 'accepted' | 'sent' | 'confirmed' | 'push_accepted' | 'expired' | 'failed'
}
