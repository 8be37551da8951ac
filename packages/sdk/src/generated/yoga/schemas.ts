// Generated from the API document by npm run generate; changes are lost.

export interface ApiKey {
  key_id: string
  name: string
  scopes: readonly string[]
  created_at: string
  expires_at: string
  /** To within five minutes. */
  last_used_at: string | null
  revoked_at: string | null
  /** The key that it takes the place of. */
  rotated_from: string | null
}

export interface AuditEntry {
  audit_id: number
  at: string
  /** Who did it: a user id, or a name such as `system`. */
  actor: string
  action: string
  /** Whom it was done to: a user id. */
  subject: string | null
  details: Readonly<Record<string, string | number | boolean | null | readonly string[]>>
}

export interface BreathingExercise {
  slug: string
  name: string
  name_sanskrit: string | null
  /** The Sanskrit name with diacritics (IAST). */
  name_sanskrit_iast: string | null
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  description: string
  instructions: readonly string[]
  benefits: readonly string[]
  contraindications: readonly string[]
  /** One cycle, to be repeated; a guide can be animated by it. */
  pattern: readonly {
    phase: 'inhale' | 'hold' | 'exhale' | 'rest'
    seconds: number
    cue: string
  }[]
  /** Length of one cycle. */
  cycle_seconds: number
  default_minutes: number
  min_minutes: number
  max_minutes: number
}

export interface ContentRestoration {
  kind: 'pose' | 'sequence'
  content_id: number
  /** The version of the restoration; null when nothing changed. */
  version_id: number | null
}

export interface ContentVersion {
  version_id: number
  kind: 'pose' | 'sequence'
  /** Id of the pose or sequence. */
  content_id: number
  /** What it was called. */
  name: string
  action: 'create' | 'update' | 'delete' | 'publish' | 'unpublish' | 'import' | 'restore' | 'remove_pose'
  changed_at: string
  /** Null for the command line. */
  changed_by: {
    user_id: number
    /** Null when the account is gone. */
    name: string | null
  } | null
  /** What differs; empty for what was created or deleted. */
  changed_fields: readonly string[]
  /** The version that was restored, or the change of a pose that changed this sequence. */
  caused_by: number | null
}

export interface ContentVersionDetail {
  version_id: number
  kind: 'pose' | 'sequence'
  /** Id of the pose or sequence. */
  content_id: number
  /** What it was called. */
  name: string
  action: 'create' | 'update' | 'delete' | 'publish' | 'unpublish' | 'import' | 'restore' | 'remove_pose'
  changed_at: string
  /** Null for the command line. */
  changed_by: {
    user_id: number
    /** Null when the account is gone. */
    name: string | null
  } | null
  /** What differs; empty for what was created or deleted. */
  changed_fields: readonly string[]
  /** The version that was restored, or the change of a pose that changed this sequence. */
  caused_by: number | null
  /** All of it before the change; null when it was not there. */
  before: Readonly<Record<string, string | number | boolean | null | readonly (string | number | boolean | null | Readonly<Record<string, string | number | boolean | null>>)[]>> | null
  /** All of it after the change; null when it was deleted. */
  after: Readonly<Record<string, string | number | boolean | null | readonly (string | number | boolean | null | Readonly<Record<string, string | number | boolean | null>>)[]>> | null
  /** Changes of sequences that followed, and later restorations of this version. */
  consequences: readonly {
    version_id: number
    kind: 'pose' | 'sequence'
    /** Id of the pose or sequence. */
    content_id: number
    /** What it was called. */
    name: string
    action: 'create' | 'update' | 'delete' | 'publish' | 'unpublish' | 'import' | 'restore' | 'remove_pose'
    changed_at: string
    /** Null for the command line. */
    changed_by: {
      user_id: number
      /** Null when the account is gone. */
      name: string | null
    } | null
    /** What differs; empty for what was created or deleted. */
    changed_fields: readonly string[]
    /** The version that was restored, or the change of a pose that changed this sequence. */
    caused_by: number | null
  }[]
}

export interface DataExport {
  /** `none` also when the last one has expired; `failed` when it did not get ready within an hour. */
  state: 'none' | 'pending' | 'ready' | 'failed'
  requested_at: string | null
  ready_at: string | null
  /** From then on it cannot be downloaded any more. */
  expires_at: string | null
  size_bytes: number | null
}

export interface DataExportDocument {
  format: 'yogaflow-export'
  version: 1
  exported_at: string
  note: string
  profile: {
    user_id: number
    email: string
    email_verified: boolean
    name: string
    experience_level: string
    timezone: string
    is_active: boolean
    created_at: string
    updated_at: string
    last_login: string | null
    deletion_requested_at: string | null
  }
  preferences: Preferences
  roles: readonly {
    role: string
    assigned_at: string
  }[]
  practice_sessions: readonly {
    session_id: number
    kind: string
    sequence_id: number | null
    sequence_name: string | null
    breathing_exercise: string | null
    state: string
    started_at: string
    completed_at: string | null
    duration_seconds: number
    poses_completed: number | null
    total_poses: number | null
  }[]
  custom_sequences: readonly {
    sequence_id: number
    name: string
    description: string | null
    difficulty_level: string
    duration_minutes: number
    focus_area: string
    style: string
    theme: string | null
    image_url: string | null
    created_at: string
    updated_at: string
    poses: readonly {
      position: number
      pose_id: number
      pose_name: string
      duration_seconds: number
      side: string | null
      notes: string | null
    }[]
  }[]
  favorites: readonly {
    sequence_id: number
    sequence_name: string
    added_at: string
  }[]
  goals: readonly {
    goal_id: number
    kind: string
    target: number
    created_at: string
    updated_at: string
  }[]
  achievements: readonly {
    code: string
    name: string
    earned_at: string
  }[]
  sign_in_sessions: readonly {
    created_at: string
    last_seen_at: string
    expires_at: string
    ended_at: string | null
    end_reason: string | null
    remembered: boolean
    user_agent: string | null
    address: string | null
  }[]
  api_keys: readonly {
    name: string
    scopes: readonly string[]
    created_at: string
    expires_at: string
    last_used_at: string | null
    revoked_at: string | null
  }[]
  mailed_links: readonly {
    purpose: string
    sent_to: string | null
    expires_at: string
  }[]
  content_changes: readonly {
    kind: string
    content_id: number
    action: string
    changed_at: string
  }[]
  audit_log: readonly {
    at: string
    action: string
    /** Who did it. */
    by: 'you' | 'somebody else' | 'the system'
    /** Whom it was done to. */
    to: 'you' | 'somebody else' | 'the system'
    details: Readonly<Record<string, string | number | boolean | null | readonly string[]>>
  }[]
  exports: readonly {
    requested_at: string
  }[]
}

export interface Done {
  message: string
  email: string
}

export interface Error {
  /** What clients show when they know nothing else. */
  error: string
  /** The text to show a person. */
  detail: string
  status_code: number
  /** Stable: what programs go by. */
  code: string
  request_id: string
  message?: string
  errors?: readonly {
    loc: readonly (string | number)[]
    msg: string
    type: string
  }[]
}

export interface Favorite {
  sequence_id: number
  favorited_at: string
}

export interface Goal {
  goal_id: number
  kind: 'sessions_per_week' | 'minutes_per_week' | 'minutes_per_month'
  target: number
  created_at: string
  updated_at: string
  /** The week or month that is running where the person lives. */
  progress: {
    /** First day: of a week, a Monday. */
    period_start: string
    /** Last day. */
    period_end: string
    /** Completed sessions, or whole minutes of them. */
    value: number
    /** Whole percent of the target, 100 at most. */
    percentage: number
    met: boolean
  }
  /** The twelve periods before, oldest first. */
  history: readonly {
    /** First day: of a week, a Monday. */
    period_start: string
    /** Last day. */
    period_end: string
    /** Completed sessions, or whole minutes of them. */
    value: number
    /** Whether the value reaches the target of today; null when the period ended before the goal was set. */
    met: boolean | null
  }[]
}

export interface Health {
  status: 'healthy' | 'degraded' | 'unhealthy'
  service: 'yogaflow-api'
  version: string
  checks: Readonly<Record<string, {
    status: 'pass' | 'warn' | 'fail'
    /** What is wrong; absent when nothing is. */
    output?: string
    observed_value?: number
    observed_unit?: string
  }>>
}

export interface HistorySession {
  session_id: number
  user_id: number
  sequence_id: number | null
  started_at: string
  completed_at: string | null
  duration_seconds: number
  state: 'in_progress' | 'completed' | 'partial' | 'abandoned'
  poses_completed: number | null
  total_poses: number | null
  /** Null for free practice, or when the sequence was deleted; so are the two below. */
  sequence_name: string | null
  sequence_difficulty: 'beginner' | 'intermediate' | 'advanced' | null
  sequence_focus_area: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy' | null
  kind: 'poses' | 'breathing'
  /** Slug of the exercise that was practised; null for practice of poses. */
  breathing_exercise: string | null
  breathing_exercise_name: string | null
}

export interface ImportReport {
  dry_run: boolean
  /** Lines that were read, blank ones left out. */
  lines: number
  created: number
  updated: number
  /** Lines that say what is stored already. */
  unchanged: number
  /** What is to be mended before the file can be imported. */
  errors: readonly {
    /** Line of the file, or item of the list, from 1. */
    line: number
    /** Path to the field, such as `steps.2.pose_id`. */
    field: string
    code: string
    detail: string
  }[]
}

export interface ManagedUser {
  user_id: number
  email: string
  name: string
  experience_level: 'beginner' | 'intermediate' | 'advanced'
  email_verified: boolean
  roles: readonly string[]
  /** False when the account was switched off. */
  is_active: boolean
  created_at: string
  last_login: string | null
  /** When the account is deleted because its owner asked for it; null when nobody did. */
  deletion_at: string | null
}

export interface NewApiKey {
  key_id: string
  name: string
  scopes: readonly string[]
  created_at: string
  expires_at: string
  /** To within five minutes. */
  last_used_at: string | null
  revoked_at: string | null
  /** The key that it takes the place of. */
  rotated_from: string | null
  /** The key itself. It is shown here and never again. Scanners of secrets find keys by `gw_(live|test)_([0-9A-Za-z]{22})_([0-9A-Za-z]{33})([0-9A-Za-z]{6})`. */
  key: string
}

export interface Pose {
  pose_id: number
  name_english: string
  name_sanskrit: string | null
  /** The Sanskrit name with diacritics (IAST). */
  name_sanskrit_iast: string | null
  category: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative'
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  description: string
  instructions: readonly string[]
  entry_instructions: readonly string[]
  exit_instructions: readonly string[]
  holding_cues: string | null
  breathing_pattern: string | null
  has_side_variation: boolean
  default_duration_seconds: number
  /** One line each, starting with a bullet. */
  benefits: string | null
  benefits_list: readonly string[]
  /** One line each, starting with a bullet. */
  contraindications: string | null
  contraindications_list: readonly string[]
  modifications: readonly string[]
  props: readonly string[]
  target_areas: readonly string[]
  image_urls: readonly string[]
  audio_url: string | null
  created_at: string
  updated_at: string
}

export interface PoseBatch {
  results: readonly {
    /** Number of the operation, from 0. */
    index: number
    /** What the operation alone would have been answered with. */
    status: number
    pose_id: number | null
    /** The version in the content history, by which it can be undone; null when nothing changed. */
    version_id: number | null
    /** Why it was refused; null when it was done. */
    problem: Error | null
  }[]
}

export interface PoseDetail {
  pose_id: number
  name_english: string
  name_sanskrit: string | null
  /** The Sanskrit name with diacritics (IAST). */
  name_sanskrit_iast: string | null
  category: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative'
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  description: string
  instructions: readonly string[]
  entry_instructions: readonly string[]
  exit_instructions: readonly string[]
  holding_cues: string | null
  breathing_pattern: string | null
  has_side_variation: boolean
  default_duration_seconds: number
  /** One line each, starting with a bullet. */
  benefits: string | null
  benefits_list: readonly string[]
  /** One line each, starting with a bullet. */
  contraindications: string | null
  contraindications_list: readonly string[]
  modifications: readonly string[]
  props: readonly string[]
  target_areas: readonly string[]
  image_urls: readonly string[]
  audio_url: string | null
  created_at: string
  updated_at: string
  /** Up to three preset sequences that contain the pose. */
  sequences: readonly {
    sequence_id: number
    name: string
    difficulty_level: 'beginner' | 'intermediate' | 'advanced'
    duration_minutes: number
  }[]
}

export interface PoseForAdmins {
  pose_id: number
  name_english: string
  name_sanskrit: string | null
  /** The Sanskrit name with diacritics (IAST). */
  name_sanskrit_iast: string | null
  category: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative'
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  description: string
  instructions: readonly string[]
  entry_instructions: readonly string[]
  exit_instructions: readonly string[]
  holding_cues: string | null
  breathing_pattern: string | null
  has_side_variation: boolean
  default_duration_seconds: number
  /** One line each, starting with a bullet. */
  benefits: string | null
  benefits_list: readonly string[]
  /** One line each, starting with a bullet. */
  contraindications: string | null
  contraindications_list: readonly string[]
  modifications: readonly string[]
  props: readonly string[]
  target_areas: readonly string[]
  image_urls: readonly string[]
  audio_url: string | null
  created_at: string
  updated_at: string
  /** Whether the library shows it. */
  is_published: boolean
}

export interface PoseLine {
  name_english?: string
  category?: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative'
  difficulty_level?: 'beginner' | 'intermediate' | 'advanced'
  description?: string
  instructions?: readonly string[]
  image_urls?: readonly string[]
  name_sanskrit?: string | null
  name_sanskrit_iast?: string | null
  entry_instructions?: readonly string[] | null
  exit_instructions?: readonly string[] | null
  holding_cues?: string | null
  breathing_pattern?: string | null
  /** A list, or one text with a line each. */
  benefits?: readonly string[] | null
  /** A list, or one text with a line each. */
  contraindications?: readonly string[] | null
  modifications?: readonly string[] | null
  props?: readonly string[] | null
  target_areas?: readonly string[] | null
  audio_url?: string | null
  has_side_variation?: boolean
  default_duration_seconds?: number
  is_published?: boolean
  pose_id?: number
}

export type PoseOperation = unknown

export interface PracticeSession {
  session_id: number
  user_id: number
  /** Null for free practice, or when the sequence was deleted. */
  sequence_id: number | null
  started_at: string
  completed_at: string | null
  duration_seconds: number
  /** `abandoned` while the session is open; see `state`. */
  completion_status: 'completed' | 'partial' | 'abandoned'
  state: 'in_progress' | 'completed' | 'partial' | 'abandoned'
  kind: 'poses' | 'breathing'
  poses_completed: number | null
  total_poses: number | null
  statistics: {
    /** Completed sessions. */
    total_sessions: number
    total_practice_time_seconds: number
    average_duration_seconds: number
    /** Completed among all started sessions, one decimal. */
    completion_rate_percent: number
  } | null
}

export interface Preferences {
  /** Whether the player speaks the names of poses and cues. */
  voice_guidance: boolean
  /** Whether clients may remind of practising; the server sends nothing. */
  reminders: boolean
  /** How long a pose is held where a new sequence does not say. */
  default_hold_seconds: number
  /** Time to get into each pose before its hold begins. */
  preparation_seconds: number
  /** Whether clients do without animation, whatever the device says. */
  reduced_motion: boolean
}

export interface PresetLine {
  name?: string
  difficulty_level?: 'beginner' | 'intermediate' | 'advanced'
  /** As stated to people. */
  duration_minutes?: number
  focus_area?: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style?: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  steps?: readonly {
    pose_id: number
    /** How long the pose is held. */
    duration_seconds: number
    side?: 'left' | 'right' | null
    notes?: string | null
    position_order?: number
  }[]
  description?: string | null
  theme?: string | null
  image_url?: string | null
  is_published?: boolean
  sequence_id?: number
}

export interface Role {
  role: string
  description: string
  permissions: readonly string[]
}

export interface RoleAssignment {
  role: string
  /** A user id, or a name such as `command line`. */
  assigned_by: string
  assigned_at: string
}

export interface RoleHolder {
  user_id: number
  email: string
  name: string
  assigned_by: string
  assigned_at: string
}

export interface SavedSequence {
  sequence_id: number
  name: string
  description: string | null
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  duration_minutes: number
  focus_area: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  theme: string | null
  /** False for the custom sequences of the person asking. */
  is_preset: boolean
  /** Its own image, or the drawing of its hardest pose that is held longest. */
  image_url: string | null
  /** Number of steps. */
  pose_count: number
  /** Sum of all holds. */
  total_duration_seconds: number
  /** False when nobody is signed in. */
  is_favorite: boolean
  created_at: string
  updated_at: string
  /** Null for presets. */
  created_by: number | null
  /** The steps, in the order in which they are practised. */
  poses: readonly {
    sequence_pose_id: number
    pose_id: number
    position_order: number
    duration_seconds: number
    side: 'left' | 'right' | null
    notes: string | null
    pose: Pose
  }[]
  /** What to think about before practising it; the sequence is saved. */
  warnings: readonly {
    code: 'over_two_hours'
    detail: string
  }[]
}

export interface Sequence {
  sequence_id: number
  name: string
  description: string | null
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  duration_minutes: number
  focus_area: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  theme: string | null
  /** False for the custom sequences of the person asking. */
  is_preset: boolean
  /** Its own image, or the drawing of its hardest pose that is held longest. */
  image_url: string | null
  /** Number of steps. */
  pose_count: number
  /** Sum of all holds. */
  total_duration_seconds: number
  /** False when nobody is signed in. */
  is_favorite: boolean
  created_at: string
  updated_at: string
}

export interface SequenceBatch {
  results: readonly {
    /** Number of the operation, from 0. */
    index: number
    /** What the operation alone would have been answered with. */
    status: number
    sequence_id: number | null
    /** The version in the content history, by which it can be undone; null when nothing changed. */
    version_id: number | null
    /** Why it was refused; null when it was done. */
    problem: Error | null
  }[]
}

export interface SequenceDetail {
  sequence_id: number
  name: string
  description: string | null
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  duration_minutes: number
  focus_area: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  theme: string | null
  /** False for the custom sequences of the person asking. */
  is_preset: boolean
  /** Its own image, or the drawing of its hardest pose that is held longest. */
  image_url: string | null
  /** Number of steps. */
  pose_count: number
  /** Sum of all holds. */
  total_duration_seconds: number
  /** False when nobody is signed in. */
  is_favorite: boolean
  created_at: string
  updated_at: string
  /** Null for presets. */
  created_by: number | null
  /** The steps, in the order in which they are practised. */
  poses: readonly {
    sequence_pose_id: number
    pose_id: number
    position_order: number
    duration_seconds: number
    side: 'left' | 'right' | null
    notes: string | null
    pose: Pose
  }[]
}

export interface SequenceForEditors {
  sequence_id: number
  name: string
  description: string | null
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  duration_minutes: number
  focus_area: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  theme: string | null
  /** False for the custom sequences of the person asking. */
  is_preset: boolean
  /** Its own image, or the drawing of its hardest pose that is held longest. */
  image_url: string | null
  /** Number of steps. */
  pose_count: number
  /** Sum of all holds. */
  total_duration_seconds: number
  /** False when nobody is signed in. */
  is_favorite: boolean
  created_at: string
  updated_at: string
  /** Null for presets. */
  created_by: number | null
  /** The steps, in the order in which they are practised. */
  poses: readonly {
    sequence_pose_id: number
    pose_id: number
    position_order: number
    duration_seconds: number
    side: 'left' | 'right' | null
    notes: string | null
    pose: Pose
  }[]
  /** Whether everybody sees it, when it is a preset. */
  is_published: boolean
  /** What to think about; the sequence is saved as it was sent. */
  warnings: readonly {
    code: 'minutes_differ'
    detail: string
  }[]
}

export type SequenceOperation = unknown

export interface SignInSession {
  session_id: string
  /** Whether this request belongs to it. */
  current: boolean
  user_agent: string | null
  address: string | null
  remembered: boolean
  created_at: string
  /** To within five minutes. */
  last_seen_at: string
  /** When it ends unless it is used. */
  expires_at: string
}

export interface SignedIn {
  user: User
  tokens: Tokens
  access_token: string
  token_type: 'bearer'
  expires_in: number
}

export interface Tokens {
  access_token: string
  /** Only for those who asked to be remembered. */
  refresh_token: string | null
  token_type: 'bearer'
  /** Seconds the access token is valid. */
  expires_in: number
}

export interface UploadedImage {
  /** Path on this server, for `image_urls`. */
  url: string
  filename: string
  /** Bytes as stored. */
  size: number
  width: number
  height: number
  format: 'JPEG' | 'PNG' | 'WEBP'
}

export interface User {
  user_id: number
  email: string
  name: string
  experience_level: 'beginner' | 'intermediate' | 'advanced'
  email_verified: boolean
  /** The most powerful role of the account. */
  role: 'user' | 'editor' | 'admin'
  /** IANA name; days are counted by its clocks. */
  timezone: string
  created_at: string
  last_login: string | null
  /** When the account is deleted, because that was asked for; null otherwise. */
  deletion_at: string | null
}
