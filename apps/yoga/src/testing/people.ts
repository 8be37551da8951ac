import type { Db } from '@groundwork/kit/db/database'
import { fail } from '@groundwork/kit/http/errors'
import type { Authenticate } from '@groundwork/kit/http/route'
import type { Actor } from '../actor.ts'
import { roles } from '../permissions.ts'
import { first } from '../statements.ts'

/** Who sends a test's request: nobody known, someone, someone else, an administrator. */
export type Person = 'guest' | 'user' | 'other' | 'admin'
type Known = Exclude<Person, 'guest'>

export const people: readonly Known[] = ['user', 'other', 'admin']

const insertPerson = first('testing.insert_person', (db, p: { name: string; email: string }) =>
  db.insertInto('users').values({ name: p.name, email: p.email, passwordHash: 'none' }).returning('userId'),
)

/** Makes the three people and what signs them in. */
export async function signInTestPeople(db: Db) {
  const ids = {} as Record<Known, number>
  const tokens = {} as Record<Known, string>
  const actors = new Map<string, Actor>()
  for (const name of people) {
    const { userId } = (await insertPerson(db, { name, email: `${name}@example.com` }))!
    ids[name] = userId
    tokens[name] = `token-of-${name}`
    const permissions = new Set<string>(name === 'admin' ? roles.admin.permissions : [])
    actors.set(`Bearer ${tokens[name]}`, {
      userId,
      subject: String(userId),
      sessionId: name,
      carrier: 'bearer',
      permissions,
    })
  }
  const authenticate: Authenticate<Actor> = async ({ authorization }) => {
    if (authorization === undefined) return undefined
    const actor = actors.get(authorization)
    if (!actor) throw fail('auth.required')
    return actor
  }
  return { ids, tokens, authenticate }
}
