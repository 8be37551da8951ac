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
  const link = `${frontend(config)}/reset-password/${token}`
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
    `If this was not you, set a new one at once: ${frontend(config)}/forgot-password`,
  ])
}

/** Tells the former address that the account has another one now. */
export function addressChangedMail(to: string): Message {
  return mail(to, 'Your YogaFlow email address was changed', [
    'Your YogaFlow account now has another email address, and this one no longer signs in.',
    'If this was not you, answer this mail.',
  ])
}

/** Tells the owner when the account will be deleted, and how to keep it. */
export function deletionRequestedMail(config: Config, to: string, at: Date): Message {
  return mail(to, 'Your YogaFlow account will be deleted', [
    `You asked to delete your YogaFlow account. On ${dayOf(at)} it is deleted with everything in it: your practice, your sequences, favourites, goals and achievements. Nobody can bring it back after that day.`,
    `Until then you can keep it: sign in at ${frontend(config)}/login and choose to keep the account. Once signed in you can also take a copy of your data along.`,
    'If this was not you, sign in, keep the account and set a new password at once.',
  ])
}

/** Tells the owner that the account stays. */
export function deletionCancelledMail(to: string): Message {
  return mail(to, 'Your YogaFlow account stays', [
    'Your YogaFlow account is not going to be deleted any more: everything is as it was.',
  ])
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const dayOf = (at: Date): string => DAY.format(at)

const frontend = (config: Config): string => config.FRONTEND_URL.replace(/\/$/, '')

function mail(to: string, subject: string, paragraphs: readonly string[]): Message {
  return { to, subject, text: `${paragraphs.join('\n\n')}\n` }
}
