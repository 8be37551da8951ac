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

export interface Achievements {
  achievementId: Generated<number>
  code: string
  name: string
  description: string
  type: 'streak' | 'sessions' | 'time' | 'mastery'
  thresholdValue: number
  category: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative' | null
  icon: string
  position: number
  isBackfilled: Generated<boolean>
}

export interface BreathingExercises {
  breathingExerciseId: Generated<number>
  slug: string
  position: number
  name: string
  nameSanskrit: string | null
  nameSanskritIast: string | null
  difficultyLevel: 'beginner' | 'intermediate' | 'advanced'
  description: string
  instructions: string[]
  benefits: Generated<string[]>
  contraindications: Generated<string[]>
  pattern: Json
  defaultMinutes: number
  minMinutes: number
  maxMinutes: number
  searchText: GeneratedAlways<string>
}

export interface ContentVersions {
  versionId: GeneratedAlways<number>
  kind: 'pose' | 'sequence'
  contentId: number
  action: 'create' | 'update' | 'delete' | 'publish' | 'unpublish' | 'import' | 'restore' | 'remove_pose'
  changedBy: number | null
  changedAt: Timestamp
  before: Json | null
  after: Json | null
  causedBy: number | null
}

export interface DataExports {
  userId: number
  requestId: string
  requestedAt: Timestamp
  readyAt: Timestamp | null
  expiresAt: Timestamp | null
  fileName: string | null
  sizeBytes: number | null
}

export interface Favorites {
  userId: number
  sequenceId: number
  createdAt: Timestamp
}

export interface Goals {
  goalId: Generated<number>
  userId: number
  kind: 'sessions_per_week' | 'minutes_per_week' | 'minutes_per_month'
  target: number
  createdAt: Timestamp
  updatedAt: Timestamp
}

export interface Poses {
  poseId: Generated<number>
  nameEnglish: string
  nameSanskrit: string | null
  nameSanskritIast: string | null
  category: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative'
  difficultyLevel: 'beginner' | 'intermediate' | 'advanced'
  difficultyRank: GeneratedAlways<number>
  description: string
  instructions: string[]
  entryInstructions: Generated<string[]>
  exitInstructions: Generated<string[]>
  holdingCues: string | null
  breathingPattern: string | null
  benefits: Generated<string[]>
  contraindications: Generated<string[]>
  modifications: Generated<string[]>
  props: Generated<string[]>
  targetAreas: Generated<string[]>
  imageUrls: string[]
  audioUrl: string | null
  hasSideVariation: Generated<boolean>
  defaultDurationSeconds: Generated<number>
  isPublished: Generated<boolean>
  searchText: GeneratedAlways<string>
  createdAt: Generated<Timestamp>
  updatedAt: Generated<Timestamp>
  searchNames: GeneratedAlways<string>
  searchTopics: GeneratedAlways<string>
  searchDocument: GeneratedAlways<string>
}

export interface PracticeSessions {
  sessionId: Generated<number>
  userId: number
  sequenceId: number | null
  state: Generated<'in_progress' | 'completed' | 'partial' | 'abandoned'>
  startedAt: Timestamp
  completedAt: Timestamp | null
  durationSeconds: Generated<number>
  posesCompleted: number | null
  totalPoses: number | null
  kind: Generated<'poses' | 'breathing'>
  breathingExerciseId: number | null
}

export interface SequencePoses {
  sequencePoseId: Generated<number>
  sequenceId: number
  poseId: number
  positionOrder: number
  durationSeconds: Generated<number>
  side: 'left' | 'right' | null
  notes: string | null
}

export interface Sequences {
  sequenceId: Generated<number>
  name: string
  description: string | null
  difficultyLevel: 'beginner' | 'intermediate' | 'advanced'
  durationMinutes: number
  focusArea: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  theme: string | null
  isPreset: Generated<boolean>
  isPublished: Generated<boolean>
  createdBy: number | null
  imageUrl: string | null
  searchText: GeneratedAlways<string>
  createdAt: Generated<Timestamp>
  updatedAt: Generated<Timestamp>
  searchNames: GeneratedAlways<string>
  searchTopics: GeneratedAlways<string>
  searchDocument: GeneratedAlways<string>
}

export interface UserAchievements {
  userId: number
  achievementId: number
  earnedAt: Timestamp
}

export interface Users {
  userId: Generated<number>
  email: string
  passwordHash: string
  name: string
  experienceLevel: Generated<'beginner' | 'intermediate' | 'advanced'>
  timezone: Generated<string>
  preferences: Generated<Json>
  emailVerified: Generated<boolean>
  isActive: Generated<boolean>
  lastLogin: Timestamp | null
  deletionRequestedAt: Timestamp | null
  createdAt: Generated<Timestamp>
  updatedAt: Generated<Timestamp>
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
  achievements: Achievements
  breathingExercises: BreathingExercises
  contentVersions: ContentVersions
  dataExports: DataExports
  favorites: Favorites
  goals: Goals
  poses: Poses
  practiceSessions: PracticeSessions
  sequencePoses: SequencePoses
  sequences: Sequences
  userAchievements: UserAchievements
  users: Users
}
