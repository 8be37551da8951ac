import type { Client } from '@groundwork/kit/auth/sessions'
import type { AnswerOptions, RequestInfo } from '@groundwork/kit/http/handler'
import { cacheRules } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { handle } from '../handle.ts'
import { logIn, logOut, readMe, refresh, register } from './contract.ts'
import { fromBodyOrQuery } from './from-body-or-query.ts'
import type { IssuedTokens } from './issue-tokens.ts'
import * as signingIn from './log-in.ts'
import * as profile from './profile.ts'
import { register as registerAccount } from './register.ts'
import { toSignedIn, toTokens, toUser } from './to-user.ts'

const clientOf = ({ userAgent, address }: RequestInfo): Client => ({ userAgent, address })

/** Gives a browser its cookie beside the body. */
function keepSignedIn(
  { signIn }: Deps,
  answer: AnswerOptions,
  { accessToken, expiresInS }: IssuedTokens,
): void {
  answer.header('set-cookie', signIn.cookie.set(accessToken, expiresInS))
}

export const accountRoutes = [
  handle(register, async ({ deps, body, request, answer }) => {
    const registration = { ...body, experienceLevel: body.experience_level }
    const { user, roles, tokens } = await registerAccount(deps, registration, clientOf(request))
    keepSignedIn(deps, answer, tokens)
    return toSignedIn(toUser(user, roles), tokens)
  }),
  handle(logIn, async ({ deps, body, request, answer }) => {
    const credentials = { email: body.email, password: body.password, remember: body.remember_me }
    const { user, roles, tokens } = await signingIn.logIn(deps, credentials, clientOf(request))
    keepSignedIn(deps, answer, tokens)
    return toSignedIn(toUser(user, roles), tokens)
  }),
  handle(refresh, async ({ deps, body, query, request, answer }) => {
    const token = fromBodyOrQuery('refresh_token', body, query)
    const tokens = await signingIn.refresh(deps, token, clientOf(request))
    keepSignedIn(deps, answer, tokens)
    return toTokens(tokens)
  }),
  handle(logOut, async ({ deps, actor, answer }) => {
    await deps.signIn.sessions.revoke(deps.db, actor.subject, actor.sessionId, 'signed_out')
    answer.header('set-cookie', deps.signIn.cookie.clear())
    return { message: 'Successfully logged out', detail: 'The tokens of this session no longer work.' }
  }),
  handle(readMe, ({ deps, actor, cached }) =>
    cached(cacheRules.account(actor.userId), [actor.userId, actor.roles], async () =>
      toUser(await profile.read(deps.db, actor), actor.roles),
    ),
  ),
]
