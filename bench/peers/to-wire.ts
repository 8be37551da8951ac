/** A row as `pg` gives it. */
// oxlint-disable-next-line typescript/no-explicit-any -- the rows of several statements
export type Row = Record<string, any>

/** One line each, starting with a bullet. */
const bulleted = (lines: string[]) =>
  lines.length === 0 ? null : lines.map((line) => `• ${line}`).join('\n')

export const toPose = (row: Row) => ({
  pose_id: row.pose_id,
  name_english: row.name_english,
  name_sanskrit: row.name_sanskrit,
  name_sanskrit_iast: row.name_sanskrit_iast,
  category: row.category,
  difficulty_level: row.difficulty_level,
  description: row.description,
  instructions: row.instructions,
  entry_instructions: row.entry_instructions,
  exit_instructions: row.exit_instructions,
  holding_cues: row.holding_cues,
  breathing_pattern: row.breathing_pattern,
  has_side_variation: row.has_side_variation,
  default_duration_seconds: row.default_duration_seconds,
  benefits: bulleted(row.benefits),
  benefits_list: row.benefits,
  contraindications: bulleted(row.contraindications),
  contraindications_list: row.contraindications,
  modifications: row.modifications,
  props: row.props,
  target_areas: row.target_areas,
  image_urls: row.image_urls,
  audio_url: row.audio_url,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

/** The columns of a step's sequence that its pose has too go by names of their own. */
export const toSequence = (row: Row) => ({
  sequence_id: row.sequence_id,
  name: row.name,
  description: row.sequence_description,
  difficulty_level: row.sequence_level,
  duration_minutes: row.duration_minutes,
  focus_area: row.focus_area,
  style: row.style,
  theme: row.theme,
  is_preset: row.is_preset,
  image_url: row.image_url ?? row.pose_image_url,
  pose_count: row.pose_count,
  total_duration_seconds: row.total_duration_seconds,
  is_favorite: row.is_favorite,
  created_at: row.sequence_created_at.toISOString(),
  updated_at: row.sequence_updated_at.toISOString(),
})

export const toStep = (row: Row) => ({
  sequence_pose_id: row.sequence_pose_id,
  pose_id: row.pose_id,
  position_order: row.position_order,
  duration_seconds: row.duration_seconds,
  side: row.side,
  notes: row.notes,
  pose: toPose(row),
})

export const toPracticeSession = (row: Row) => ({
  session_id: row.session_id,
  user_id: row.user_id,
  sequence_id: row.sequence_id,
  started_at: row.started_at.toISOString(),
  completed_at: row.completed_at?.toISOString() ?? null,
  duration_seconds: row.duration_seconds,
  completion_status: row.state === 'in_progress' ? 'abandoned' : row.state,
  state: row.state,
  kind: row.kind,
  poses_completed: row.poses_completed,
  total_poses: row.total_poses,
  statistics: null,
})

export const toEndedSession = (row: Row) => ({ ...toPracticeSession(row), statistics: toStatistics(row) })

const toStatistics = ({ started, completed, completed_seconds }: Row) => ({
  total_sessions: completed,
  total_practice_time_seconds: completed_seconds,
  average_duration_seconds: completed === 0 ? 0 : Math.trunc(completed_seconds / completed),
  completion_rate_percent: started === 0 ? 0 : Math.round((completed / started) * 1000) / 10,
})
