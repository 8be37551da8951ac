import type { z } from 'zod'
import { deletionAt } from '../account-deletion/grace.ts'
import type { SignedIn, Tokens, User } from './user-contract.ts'
import type { insertUser } from './queries.ts'
import type { IssuedTokens } from './issue-tokens.ts'

export type UserRow = NonNullable<Awaited<ReturnType<typeof insertUser>>>

/** An account as its owner sees it. */
export function toUser(row: UserRow, roles: readonly string[]): z.input<typeof User> {
  return {
    user_id: row.userId,
    email: row.email,
    name: row.name,
    experience_level: row.experienceLevel,
    email_verified: row.emailVerified,
    role: roles.includes('admin') ? 'admin' : roles.includes('editor') ? 'editor' : 'user',
    timezone: row.timezone,
    created_at: row.createdAt.toISOString(),
    last_login: row.lastLogin?.toISOString() ?? null,
    deletion_at: deletionAt(row.deletionRequestedAt)?.toISOString() ?? null,
  }
}

/** Tokens as clients get them; `expires_in` in seconds, and no refresh token where none was asked for. */
export function toTokens({ accessToken, refreshToken, expiresInS }: IssuedTokens): z.input<typeof Tokens> {
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: expiresInS,
  }
}

/** Tokens stand there twice: older clients read them beside the account, later ones in `tokens`. */
export function toSignedIn(user: z.input<typeof User>, issued: IssuedTokens): z.input<typeof SignedIn> {
  const tokens = toTokens(issued)
  const { access_token, token_type, expires_in } = tokens
  return { user, tokens, access_token, token_type, expires_in }
}
