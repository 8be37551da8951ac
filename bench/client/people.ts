import { issueFirst } from '../../apps/yoga/src/accounts/issue-tokens.ts'
import { insertUser } from '../../apps/yoga/src/accounts/queries.ts'
import type { Deps } from '../../apps/yoga/src/deps.ts'

/** Somebody with an account who is signed in. */
export interface Person {
  userId: number
  email: string
  token: string
}

export const PASSWORD = 'Downward1Dog'

/** Makes accounts with one password, signed in, as registering would. */
export async function makePeople(deps: Deps, count: number): Promise<Person[]> {
  const { db, signIn } = deps
  const passwordHash = await signIn.passwords.hash(PASSWORD)
  const people: Person[] = []
  for (let n = 1; n <= count; n++) {
    const email = `person${n}@example.com`
    const name = `Person ${n}`
    const now = deps.clock.now()
    const person = { email, name, passwordHash, experienceLevel: 'beginner', now } as const
    const { userId } = (await insertUser(db, person))!
    const session = await signIn.sessions.start(db, String(userId), { remember: true })
    const { accessToken } = await issueFirst(deps, String(userId), session, true)
    people.push({ userId, email, token: accessToken })
  }
  return people
}
