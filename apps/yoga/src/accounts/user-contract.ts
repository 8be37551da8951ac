import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { line } from '@groundwork/kit/http/text'
import { Difficulty } from '../vocabulary.ts'

/** Top-level domains that never belong to a mailbox. */
const NOT_A_MAILBOX = /\.(?:test|local|localhost|invalid|onion|arpa)$/i

/** An address to send mail to. The domain is written in lower case; the local part is kept as typed. */
export const Email = z
  .email('must be an e-mail address')
  .max(254)
  .refine((address) => !NOT_A_MAILBOX.test(address), 'must be an address that can receive mail')
  .transform((address) => {
    const at = address.lastIndexOf('@')
    return address.slice(0, at) + address.slice(at).toLowerCase()
  })

export const PersonName = line().min(1).max(255)
export const ExperienceLevel = Difficulty

/** A password to be set. Which characters it needs is a rule of its own, answered with 400. */
export const NewPassword = z.string().min(8).max(128)

/** A password to be compared. */
export const GivenPassword = z.string().max(1024)

export const User = z
  .object({
    user_id: z.int(),
    email: z.string(),
    name: z.string(),
    experience_level: ExperienceLevel,
    email_verified: z.boolean(),
    role: z.enum(['user', 'editor', 'admin']).meta({ description: 'The most powerful role of the account.' }),
    timezone: z.string().meta({ description: 'IANA name; days are counted by its clocks.' }),
    created_at: Instant,
    last_login: Instant.nullable(),
    deletion_at: Instant.nullable().meta({
      description: 'When the account is deleted, because that was asked for; null otherwise.',
    }),
  })
  .meta({ id: 'User' })

export const Tokens = z
  .object({
    access_token: z.string(),
    refresh_token: z.string().nullable().meta({ description: 'Only for those who asked to be remembered.' }),
    token_type: z.literal('bearer'),
    expires_in: z.int().meta({ description: 'Seconds the access token is valid.' }),
  })
  .meta({ id: 'Tokens' })

/** What signing in answers: the tokens stand in an object and, for other clients, beside it. */
export const SignedIn = z
  .object({
    user: User,
    tokens: Tokens,
    access_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.int(),
  })
  .meta({ id: 'SignedIn' })

/** That something was done, and the address it was done for. */
export const Done = z.object({ message: z.string(), email: z.string() }).meta({ id: 'Done' })

/** Counts attempts by the account they name, beside their address. */
export const accountOf = ({ email }: { email: string }): string => email.toLowerCase()
