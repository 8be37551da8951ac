import type { Message } from '@groundwork/kit/mail/message'
import { publicUrl, type Config } from '../config.ts'

// No name stands in a mail: whoever registers somebody else's address would choose what is written to them.

const NOT_YOU = 'If this was not you, ignore this mail: nothing happens without the link.'

/** The link that verifies an address. */
export function verificationMail(config: Config, to: string, token: string): Message {
  const link = `${publicUrl(config)}/api/v1/auth/verify-email?token=${token}`
  return mail(to, 'Verify your email address for YogaFlow', [
    'Welcome to YogaFlow. Open this link within 24 hours to verify your email address:',
    link,
    NOT_YOU,
  ])
}

/** The link that sets a new password. */
export function resetMail(config: Config, to: string, token: string): Message {
  const link = `${config.FRONTEND_URL.replace(/\/$/, '')}/reset-password/${token}`
  return mail(to, 'Set a new password for YogaFlow', [
    'Somebody asked for a new password for your YogaFlow account. Open this link within an hour to set it:',
    link,
    NOT_YOU,
  ])
}

/** Tells the owner that the password was changed. */
export function passwordChangedMail(config: Config, to: string): Message {
  return mail(to, 'Your YogaFlow password was changed', [
    'The password of your YogaFlow account was changed, and other devices were signed out.',
    `If this was not you, set a new one at once: ${config.FRONTEND_URL.replace(/\/$/, '')}/forgot-password`,
  ])
}

/** Tells the former address that the account has another one now. */
export function addressChangedMail(to: string): Message {
  return mail(to, 'Your YogaFlow email address was changed', [
    'Your YogaFlow account now has another email address, and this one no longer signs in.',
    'If this was not you, answer this mail.',
  ])
}

function mail(to: string, subject: string, paragraphs: readonly string[]): Message {
  return { to, subject, text: `${paragraphs.join('\n\n')}\n` }
}
