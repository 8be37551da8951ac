import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { send } from './practice-load.ts'

const EARNED_WITHIN_MS = 15_000

let people = 0

/** Does as a person what people do from their first visit to their last, by the wire alone: any release answers it. */
export async function useEverything(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  const name = `person-${process.pid}-${++people}`
  let token: string | undefined
  // oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the assertions below find there
  const ask = async (expected: number, method: string, path: string, body?: object): Promise<any> => {
    const { status, text } = await send(agent, `${url}/api/v1${path}`, {
      method,
      ...(token !== undefined && { token }),
      ...(body && { body }),
    })
    assert.equal(status, expected, `${method} ${path} answered ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  try {
    assert.ok((await ask(200, 'GET', '/poses?page_size=5')).poses.length > 0)
    assert.ok((await ask(200, 'GET', '/search?q=warrior')) !== undefined)
    const account = { email: `${name}@example.com`, name, password: 'Downward1Dog' }
    await ask(201, 'POST', '/auth/register', account)
    token = (await ask(200, 'POST', '/auth/login', account)).tokens.access_token
    assert.equal((await ask(200, 'GET', '/auth/me')).email, account.email)
    const { sequence_id, poses } = await ask(200, 'GET', '/sequences/1')
    const { session_id } = await ask(201, 'POST', '/sessions/start', { sequence_id })
    await ask(200, 'PUT', `/sessions/${session_id}/pause`, { duration_so_far: 60 })
    await ask(200, 'POST', '/sessions/complete', {
      session_id,
      duration_seconds: 600,
      poses_completed: poses.length,
    })
    assert.equal((await ask(200, 'GET', '/history')).sessions[0].session_id, session_id)
    assert.equal((await ask(200, 'GET', '/stats')).total_sessions, 1)
    await ask(200, 'GET', '/calendar')
    await ask(200, 'PUT', '/profile', { name: `${name} II` })
    await ask(200, 'GET', '/profile/preferences')
    await ask(201, 'PUT', `/favorites/${sequence_id}`)
    const own = await ask(201, 'POST', `/sequences/${sequence_id}/copies`, { name: 'Mine' })
    await ask(200, 'PUT', `/sequences/custom/${own.sequence_id}`, { name: 'Still mine' })
    await ask(200, 'GET', '/goals')
    await ask(200, 'GET', '/breathing')
    const untilMs = performance.now() + EARNED_WITHIN_MS
    while ((await ask(200, 'GET', '/achievements/earned')).achievements.length === 0) {
      assert.ok(performance.now() < untilMs, 'practice is rewarded')
      await pause(100)
    }
    await ask(200, 'POST', '/auth/logout')
    await ask(401, 'GET', '/auth/me')
  } finally {
    agent.destroy()
  }
}
