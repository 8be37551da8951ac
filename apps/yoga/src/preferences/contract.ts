import { z } from 'zod'
import { integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'

const values = {
  voice_guidance: z.boolean().meta({ description: 'Whether the player speaks the names of poses and cues.' }),
  reminders: z
    .boolean()
    .meta({ description: 'Whether clients may remind of practising; the server sends nothing.' }),
  default_hold_seconds: integer(z.int().min(10).max(600)).meta({
    description: 'How long a pose is held where a new sequence does not say.',
  }),
  preparation_seconds: integer(z.int().min(0).max(30)).meta({
    description: 'Time to get into each pose before its hold begins.',
  }),
  reduced_motion: z
    .boolean()
    .meta({ description: 'Whether clients do without animation, whatever the device says.' }),
}

/** What holds for people who never chose. */
export const DEFAULT_PREFERENCES = {
  voice_guidance: true,
  reminders: false,
  default_hold_seconds: 60,
  preparation_seconds: 5,
  reduced_motion: false,
} satisfies { [Name in keyof typeof values]: z.output<(typeof values)[Name]> }

export const Preferences = z.object(values).meta({ id: 'Preferences' })

export const readPreferences = endpoint({
  id: 'preferences.read',
  method: 'GET',
  path: '/profile/preferences',
  summary: 'Read how you like to practise',
  description: 'Every preference, also those never chosen.',
  permission: 'signed_in',
  scope: 'profile.read',
  limit: 'user',
  responses: { 200: Preferences },
  statements: 1,
  examples: [{ name: 'never chosen', as: 'user' }],
})

export const updatePreferences = endpoint({
  id: 'preferences.update',
  method: 'PUT',
  path: '/profile/preferences',
  summary: 'Choose how you like to practise',
  description: 'Preferences that are absent stay. Names that are none are refused.',
  permission: 'signed_in',
  limit: 'user',
  // A name that is none is refused, so that nobody takes a misspelt one for kept.
  body: z.strictObject(values).partial(),
  responses: { 200: Preferences },
  statements: 1,
  examples: [
    { name: 'calm and slow', as: 'user', body: { reduced_motion: true, default_hold_seconds: 90 } },
    { name: 'a name that is none', as: 'user', body: { voice: true }, answers: 'request.invalid' },
  ],
})
