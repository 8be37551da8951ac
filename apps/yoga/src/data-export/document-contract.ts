import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { Preferences } from '../preferences/contract.ts'
import { AuditDetail } from '../roles/contract.ts'

/** Grows when a reader of the format before could misread a document; new fields and sections do not count. */
export const FORMAT_VERSION = 1

const id = z.int()
const who = (meaning: string) => z.enum(['you', 'somebody else', 'the system']).meta({ description: meaning })

const Profile = z.object({
  user_id: id,
  email: z.string(),
  email_verified: z.boolean(),
  name: z.string(),
  experience_level: z.string(),
  timezone: z.string(),
  is_active: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
  last_login: Instant.nullable(),
  deletion_requested_at: Instant.nullable(),
})

const PracticeSession = z.object({
  session_id: id,
  kind: z.string(),
  sequence_id: id.nullable(),
  sequence_name: z.string().nullable(),
  breathing_exercise: z.string().nullable(),
  state: z.string(),
  started_at: Instant,
  completed_at: Instant.nullable(),
  duration_seconds: z.int(),
  poses_completed: z.int().nullable(),
  total_poses: z.int().nullable(),
})

const CustomSequence = z.object({
  sequence_id: id,
  name: z.string(),
  description: z.string().nullable(),
  difficulty_level: z.string(),
  duration_minutes: z.int(),
  focus_area: z.string(),
  style: z.string(),
  theme: z.string().nullable(),
  image_url: z.string().nullable(),
  created_at: Instant,
  updated_at: Instant,
  poses: z.array(
    z.object({
      position: z.int(),
      pose_id: id,
      pose_name: z.string(),
      duration_seconds: z.int(),
      side: z.string().nullable(),
      notes: z.string().nullable(),
    }),
  ),
})

const SignInSession = z.object({
  created_at: Instant,
  last_seen_at: Instant,
  expires_at: Instant,
  ended_at: Instant.nullable(),
  end_reason: z.string().nullable(),
  remembered: z.boolean(),
  user_agent: z.string().nullable(),
  address: z.string().nullable(),
})

const AuditEntry = z.object({
  at: Instant,
  action: z.string(),
  by: who('Who did it.'),
  to: who('Whom it was done to.'),
  details: z.record(z.string(), AuditDetail),
})

/** Everything that is stored about a person, in a form that people and programs read. Passwords are stored as hashes only, and left out. */
export const ExportDocument = z
  .object({
    format: z.literal('yogaflow-export'),
    version: z.literal(FORMAT_VERSION),
    exported_at: Instant,
    note: z.string(),
    profile: Profile,
    preferences: Preferences,
    roles: z.array(z.object({ role: z.string(), assigned_at: Instant })),
    practice_sessions: z.array(PracticeSession),
    custom_sequences: z.array(CustomSequence),
    favorites: z.array(z.object({ sequence_id: id, sequence_name: z.string(), added_at: Instant })),
    goals: z.array(
      z.object({ goal_id: id, kind: z.string(), target: z.int(), created_at: Instant, updated_at: Instant }),
    ),
    achievements: z.array(z.object({ code: z.string(), name: z.string(), earned_at: Instant })),
    sign_in_sessions: z.array(SignInSession),
    api_keys: z.array(
      z.object({
        name: z.string(),
        scopes: z.array(z.string()),
        created_at: Instant,
        expires_at: Instant,
        last_used_at: Instant.nullable(),
        revoked_at: Instant.nullable(),
      }),
    ),
    mailed_links: z.array(
      z.object({ purpose: z.string(), sent_to: z.string().nullable(), expires_at: Instant }),
    ),
    content_changes: z.array(
      z.object({ kind: z.string(), content_id: id, action: z.string(), changed_at: Instant }),
    ),
    audit_log: z.array(AuditEntry),
    exports: z.array(z.object({ requested_at: Instant })),
  })
  .meta({ id: 'DataExportDocument' })
