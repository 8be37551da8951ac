import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isErrorOf } from '@groundwork/sdk/api-error'
import { createYogaClient } from '@groundwork/sdk/generated/yoga/client'
import { startProcess } from './start-process.ts'

const yoga = await startProcess()
after(async () => assert.equal(await yoga.stop(), 0))

const guest = createYogaClient({ baseUrl: yoga.url })
let token: string | undefined
const maya = createYogaClient({ baseUrl: yoga.url, token: () => token })

test('a visitor looks around the library', async () => {
  assert.equal((await guest.service.health()).status, 'healthy')
  const poses = await Array.fromAsync(guest.poses.list.each({ query: { page_size: 25 } }))
  assert.equal(poses.length, 80)
  assert.equal(new Set(poses.map(({ pose_id }) => pose_id)).size, 80)
  const { total, poses: backbends } = await guest.poses.list({
    query: { category: 'backbends', difficulty: 'beginner' },
  })
  assert.equal(total, backbends.length)
  assert.ok(
    backbends.every(
      ({ category, difficulty_level }) => category === 'backbends' && difficulty_level === 'beginner',
    ),
  )
  const error: unknown = await guest.poses.get({ params: { pose_id: 81 } }).catch((thrown: unknown) => thrown)
  assert.ok(isErrorOf(guest.poses.get, error) && error.code === 'pose.not_found')
  await assert.rejects(guest.practiceSessions.start({ body: {} }), { code: 'auth.required', status: 401 })
})

test('registers, practises a sequence to its end and finds it in her history', async () => {
  const { tokens, user } = await guest.accounts.register({
    body: { email: 'maya@example.com', name: 'Maya', password: 'Downward1Dog' },
  })
  token = tokens.access_token
  const [sequence] = (await guest.sequences.list({ query: { duration: 'short', difficulty: 'beginner' } }))
    .sequences
  assert.ok(sequence)
  const { poses, total_duration_seconds } = await maya.sequences.get({
    params: { sequence_id: sequence.sequence_id },
  })
  const { session_id } = await maya.practiceSessions.start({ body: { sequence_id: sequence.sequence_id } })
  const done = await maya.practiceSessions.complete({
    body: { session_id, duration_seconds: total_duration_seconds, poses_completed: poses.length },
  })
  assert.deepEqual([done.user_id, done.completion_status], [user.user_id, 'completed'])
  const [latest] = (await maya.history.list()).sessions
  assert.deepEqual([latest?.session_id, latest?.sequence_name], [session_id, sequence.name])
  const stats = await maya.history.stats()
  assert.deepEqual([stats.total_sessions, stats.current_streak_days], [1, 1])
})

test('keeps a favourite and a sequence of her own', async () => {
  await maya.favorites.put({ params: { sequence_id: 1 } })
  assert.equal((await maya.favorites.list()).total, 1)
  const own = await maya.customSequences.create({
    body: {
      name: 'Three before work',
      difficulty_level: 'beginner',
      focus_area: 'energy',
      style: 'gentle',
      poses: [{ pose_id: 1 }, { pose_id: 2 }, { pose_id: 3 }],
    },
  })
  const names = await Array.fromAsync(maya.customSequences.list.each(), ({ name }) => name)
  assert.deepEqual(names, ['Three before work'])
  await assert.rejects(guest.sequences.get({ params: { sequence_id: own.sequence_id } }), { status: 404 })
})

test('signs out, and her token is worth nothing', async () => {
  await maya.accounts.logout()
  await assert.rejects(maya.accounts.me(), { code: 'auth.required' })
})
