import { z } from 'zod'

/** In order: each is harder than the one before. */
export const DIFFICULTIES = ['beginner', 'intermediate', 'advanced'] as const
export const CATEGORIES = [
  'standing',
  'seated',
  'balancing',
  'backbends',
  'forward_bends',
  'twists',
  'inversions',
  'arm_balances',
  'restorative',
] as const
export const FOCUS_AREAS = ['flexibility', 'strength', 'relaxation', 'balance', 'core', 'energy'] as const
export const STYLES = ['vinyasa', 'yin', 'restorative', 'hatha', 'power', 'gentle'] as const
/** What a session was practice of. */
const PRACTICE_KINDS = ['poses', 'breathing'] as const
const COMPLETION_STATUSES = ['completed', 'partial', 'abandoned'] as const

export const Difficulty = z.enum(DIFFICULTIES)
export const Category = z.enum(CATEGORIES)
export const FocusArea = z.enum(FOCUS_AREAS)
export const Style = z.enum(STYLES)
export const PracticeKind = z.enum(PRACTICE_KINDS)
export const CompletionStatus = z.enum(COMPLETION_STATUSES)
