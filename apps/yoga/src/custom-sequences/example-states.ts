import type { ExampleStates } from '../testing/example-state.ts'
import type { TestApp } from '../testing/test-app.ts'
import { createCustomSequence, MAX_PER_PERSON } from './contract.ts'

const run = ({ deps }: TestApp, text: string, values: readonly unknown[]) =>
  deps.db.execute({ shape: 'testing.custom_sequence_state', text, values })

export const customSequenceStates: ExampleStates = {
  'a custom sequence': async ({ send }) => {
    const { body } = createCustomSequence.examples[0]!
    const { json } = await send({ method: 'POST', url: '/api/v1/sequences/custom', as: 'user', body })
    return { sequence: json.sequence_id }
  },
  'as many custom sequences as a person can have': async (app) => {
    await run(
      app,
      `insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, created_by)
       select 'Sequence ' || n, 'beginner', 15, 'relaxation', 'gentle', $1 from generate_series(1, $2::int) n`,
      [app.ids.user, MAX_PER_PERSON],
    )
    return {}
  },
  'a preset whose poses are not published': async (app) => {
    await run(
      app,
      'update poses set is_published = false where pose_id in (select pose_id from sequence_poses where sequence_id = $1)',
      [1],
    )
    return { sequence: 1 }
  },
}
