import type { Clock } from '../clock/clock.ts'
import type { MailConfig } from './mail-config.ts'
import type { Message } from './message.ts'

/** What the mailer writes: a logger of the shape of pino's. */
export interface MailLog {
  info(fields: object, message: string): void
}

export interface MailerOptions extends MailConfig {
  /** Where messages are written when there is no mail server. */
  folder: string
  clock: Clock
  log: MailLog
  /** How long one message may take, 30 s by default; no single wait takes longer than a third of it. */
  timeoutMs?: number
}

export interface SendOptions {
  /** Becomes the message's id, so that a message sent twice can be told from two. Letters, digits, `-`, `.` and `_`. */
  id?: string
  /** Aborts when the message is no longer to be sent. */
  signal?: AbortSignal
}

/** Sends mail, one message at a time to one person each. */
export interface Mailer {
  /**
   * Resolves when the mail server has taken the message.
   * @throws AppError `mail.unavailable` when it may take it later, `mail.rejected` when it never will.
   */
  send(message: Message, options?: SendOptions): Promise<void>
  /** Connects and signs in. @throws AppError `mail.unavailable` */
  check(): Promise<void>
}
