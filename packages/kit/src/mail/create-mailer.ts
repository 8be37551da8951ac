import { createTransport } from 'nodemailer'
import { mailErrors } from './errors.ts'
import type { SmtpConfig } from './mail-config.ts'
import { createMailFolder } from './mail-folder.ts'
import type { Mailer, MailerOptions } from './mailer.ts'
import { composeMessage } from './message.ts'

/** A mailer over the configured server; without one, messages are written to files, for development. */
export function createMailer(options: MailerOptions): Mailer {
  const { smtp, from } = options
  if (!smtp) return createMailFolder(options)
  const timeoutMs = options.timeoutMs ?? 30_000
  const transport = createTransport(transportOptions(smtp, timeoutMs / 3))
  return {
    async send(message, { id, signal } = {}) {
      const composed = composeMessage(message, from, id)
      const late = AbortSignal.timeout(timeoutMs)
      await transport
        .sendMail({ ...composed, signal: signal ? AbortSignal.any([signal, late]) : late })
        .catch((error: unknown) => {
          throw mailErrors.fail(isRejection(error) ? 'mail.rejected' : 'mail.unavailable', undefined, {
            cause: error,
          })
        })
    },
    async check() {
      await transport.verify().catch((error: unknown) => {
        throw mailErrors.fail('mail.unavailable', undefined, { cause: error })
      })
    },
  }
}

function transportOptions({ host, port, tls, credentials, ca }: SmtpConfig, waitMs: number) {
  return {
    host,
    port,
    auth: credentials && { user: credentials.user, pass: credentials.password },
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2' as const, ca },
    dnsTimeout: waitMs,
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** A permanent answer to the recipient or the message. To anything else, such as our sign-in, it may change. */
function isRejection(error: unknown): boolean {
  const { permanent, command } = error as { permanent?: boolean; command?: string }
  return permanent === true && (command === 'RCPT TO' || command === 'DATA')
}
