import type { ExampleStates } from '../testing/example-state.ts'
import type { TestApp } from '../testing/test-app.ts'

async function admin({ send }: TestApp, method: 'POST' | 'PUT' | 'DELETE', url: string, body?: object) {
  return (await send({ method, url: `/api/v1${url}`, as: 'admin', body })).json
}

async function newestVersion({ send }: TestApp, kind: 'pose' | 'sequence', id: number): Promise<number> {
  const url = `/api/v1/admin/content-history?kind=${kind}&id=${id}`
  return (await send({ url, as: 'admin' })).json.versions[0].version_id
}

const createPose = (app: TestApp) =>
  admin(app, 'POST', '/poses', {
    name_english: 'Plank Pose',
    category: 'arm_balances',
    difficulty_level: 'beginner',
    description: 'The top of a push-up, held.',
    instructions: ['Place the hands below the shoulders.', 'Step the feet back.'],
    image_urls: ['/images/poses/upward-plank-pose.svg'],
  })

async function createSequence(
  { send }: TestApp,
  as: 'admin' | 'other',
  isPreset: boolean,
  poseIds: readonly number[],
) {
  const body = {
    name: 'Three for the core',
    difficulty_level: 'beginner',
    duration_minutes: 3,
    focus_area: 'core',
    style: 'hatha',
    is_preset: isPreset,
    poses: poseIds.map((pose_id, i) => ({ pose_id, position_order: i + 1, duration_seconds: 60 })),
  }
  return (await send({ method: 'POST', url: '/api/v1/admin/sequences', as, body })).json
}

export const contentHistoryStates: ExampleStates = {
  'a changed pose': async (app) => {
    const { pose_id: pose } = await createPose(app)
    await admin(app, 'PUT', `/poses/${pose}`, { description: 'Held still.', props: ['mat'] })
    return { pose, version: await newestVersion(app, 'pose', pose) }
  },
  'a deleted pose': async (app) => {
    const { pose_id: pose } = await createPose(app)
    await admin(app, 'DELETE', `/poses/${pose}`)
    return { version: await newestVersion(app, 'pose', pose) }
  },
  'a version of a sequence whose poses are gone': async (app) => {
    const { pose_id: pose } = await createPose(app)
    const { sequence_id: sequence } = await createSequence(app, 'admin', true, [pose, 1, 2])
    const version = await newestVersion(app, 'sequence', sequence)
    await admin(app, 'DELETE', `/poses/${pose}`)
    return { version }
  },
  'a version of a custom sequence of another administrator': async (app) => {
    const { roles } = app.deps.signIn
    await app.deps.db.transaction((tx) =>
      roles.assign(tx, { subject: String(app.ids.other), role: 'editor', by: 'test' }),
    )
    const { sequence_id: sequence } = await createSequence(app, 'other', false, [1, 2, 3])
    return { version: await newestVersion(app, 'sequence', sequence) }
  },
}
