import type { ColumnType, GeneratedAlways } from 'kysely'

type Generated<T> = [T] extends [ColumnType<infer S, infer I, infer U>] ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>

type Timestamp = ColumnType<Date, Date | string, Date | string>

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
  searchNames: GeneratedAlways<string>
  searchTopics: GeneratedAlways<string>
  searchDocument: GeneratedAlways<string>
  createdAt: Generated<Timestamp>
  updatedAt: Generated<Timestamp>
}

export interface Users {
  userId: Generated<number>
  email: string
  passwordHash: string
  name: string
  experienceLevel: Generated<'beginner' | 'intermediate' | 'advanced'>
  timezone: Generated<string>
  preferences: Generated<unknown>
  emailVerified: Generated<boolean>
  isActive: Generated<boolean>
  lastLogin: Timestamp | null
  deletionRequestedAt: Timestamp | null
  createdAt: Generated<Timestamp>
  updatedAt: Generated<Timestamp>
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
  searchNames: GeneratedAlways<string>
  searchTopics: GeneratedAlways<string>
  searchDocument: GeneratedAlways<string>
  createdAt: Generated<Timestamp>
  updatedAt: Generated<Timestamp>
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

export interface UserAchievements {
  userId: number
  achievementId: number
  earnedAt: Timestamp
}

export interface ContentVersions {
  versionId: GeneratedAlways<number>
  kind: 'pose' | 'sequence'
  contentId: number
  action: 'create' | 'update' | 'delete' | 'publish' | 'unpublish' | 'import' | 'restore' | 'remove_pose'
  changedBy: number | null
  changedAt: Timestamp
  before: unknown
  after: unknown
  causedBy: number | null
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
  pattern: unknown
  defaultMinutes: number
  minMinutes: number
  maxMinutes: number
  searchText: GeneratedAlways<string>
}

export interface Database {
  poses: Poses
  users: Users
  sequences: Sequences
  sequencePoses: SequencePoses
  practiceSessions: PracticeSessions
  goals: Goals
  achievements: Achievements
  userAchievements: UserAchievements
  breathingExercises: BreathingExercises
  favorites: Favorites
  contentVersions: ContentVersions
}
