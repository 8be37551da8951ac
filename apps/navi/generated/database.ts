// Written from the database that the migrations make. Do not edit it: change a migration.
import type { ColumnType, GeneratedAlways } from 'kysely'

/** A column with a default: an insert may leave it out. */
type Generated<T> = [T] extends [ColumnType<infer S, infer I, infer U>]
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>

type Timestamp = ColumnType<Date, Date | string, Date | string>

/** Read as what the JSON says; written as JSON text. */
type Json = ColumnType<unknown, string, string>

export interface KitApiKeys {
  keyId: string
  subject: string
  name: string
  scopes: string[]
  secretHash: Uint8Array
  hashKid: string
  rotatedFrom: string | null
  createdAt: Timestamp
  expiresAt: Timestamp
  lastUsedAt: Timestamp | null
  revokedAt: Timestamp | null
}

export interface KitAuditLog {
  auditId: GeneratedAlways<number>
  at: Timestamp
  actor: string
  action: string
  subject: string | null
  details: Json
}

export interface KitAuthFailures {
  accountHash: Uint8Array
  failures: number
  expiresAt: Timestamp
}

export interface KitAuthOneTimeTokens {
  purpose: string
  subject: string
  tokenHash: Uint8Array
  context: string | null
  expiresAt: Timestamp
}

export interface KitAuthSessions {
  sessionId: string
  subject: string
  familyHash: Uint8Array
  refreshHash: Uint8Array
  remembered: boolean
  userAgent: string | null
  address: string | null
  idleMs: number
  createdAt: Timestamp
  lastSeenAt: Timestamp
  expiresAt: Timestamp
  absoluteExpiresAt: Timestamp
  endedAt: Timestamp | null
  endReason: string | null
}

export interface KitKeptAnswers {
  subject: string
  operation: string
  key: string
  fingerprint: Uint8Array
  attempt: string
  leaseUntil: Timestamp
  expiresAt: Timestamp
  status: number | null
  headers: Json | null
  body: string | null
}

export interface KitMigrations {
  source: string
  number: number
  name: string
  checksum: string
  appliedAt: Timestamp | null
  position: GeneratedAlways<number>
  direction: 'up' | 'down'
  stepsDone: number
  stepsStarted: number
}

export interface KitPushTokens {
  name: string
  token: string
  mintedAt: Timestamp
}

export interface KitRealtimeMessages {
  recipient: string
  seq: number
  messageId: string
  type: string
  payload: Json
  madeAt: Timestamp
  expiresAt: Timestamp
  state: 'waiting' | 'sent' | 'confirmed' | 'unconfirmed' | 'expired' | 'elsewhere'
  sentAt: Timestamp | null
  settleAt: Timestamp | null
}

export interface KitRealtimeStreams {
  recipient: string
  epoch: string
  lastSeq: number
  keptFrom: number
}

export interface KitRoleAssignments {
  subject: string
  role: string
  assignedBy: string
  assignedAt: Timestamp
}

export interface KitRolePermissions {
  role: string
  permission: string
}

export interface KitRoles {
  role: string
  description: string
}

export interface Devices {
  deviceId: string
  userId: string
  token: string
  platform: 'ios' | 'watchos' | 'web'
  environment: 'production' | 'sandbox'
  createdAt: Timestamp
  lastSeenAt: Timestamp
  disabledAt: Timestamp | null
  disabledReason: string | null
  p256dh: string | null
  authSecret: string | null
}

export interface PairingCodes {
  creatorId: string
  codeHash: Uint8Array
  createdAt: Timestamp
  expiresAt: Timestamp
  refusals: Generated<number>
  usedBy: string | null
  pairingId: string | null
}

export interface Pairings {
  pairingId: string
  lowerUserId: string
  higherUserId: string
  pairedAt: Timestamp
  endedAt: Timestamp | null
}

export interface Taps {
  tapId: string
  pairingId: string
  fromUserId: string
  toUserId: string
  intensity: 'light' | 'medium' | 'strong'
  pattern: 'single' | 'double' | 'triple' | 'heartbeat'
  clientTapId: string | null
  seq: number
  tappedAt: Timestamp
  acceptedAt: Timestamp
  expiresAt: Timestamp
  state: Generated<'accepted' | 'sent' | 'confirmed' | 'push_accepted' | 'expired' | 'failed'>
  sentAt: Timestamp | null
  settledAt: Timestamp | null
  pushRefusedAt: Timestamp | null
}

export interface Users {
  userId: string
  createdAt: Timestamp
}

export interface Database {
  'kit.apiKeys': KitApiKeys
  'kit.auditLog': KitAuditLog
  'kit.authFailures': KitAuthFailures
  'kit.authOneTimeTokens': KitAuthOneTimeTokens
  'kit.authSessions': KitAuthSessions
  'kit.keptAnswers': KitKeptAnswers
  'kit.migrations': KitMigrations
  'kit.pushTokens': KitPushTokens
  'kit.realtimeMessages': KitRealtimeMessages
  'kit.realtimeStreams': KitRealtimeStreams
  'kit.roleAssignments': KitRoleAssignments
  'kit.rolePermissions': KitRolePermissions
  'kit.roles': KitRoles
  devices: Devices
  pairingCodes: PairingCodes
  pairings: Pairings
  taps: Taps
  users: Users
}
