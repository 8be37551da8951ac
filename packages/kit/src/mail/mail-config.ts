import { ConfigError, type ConfigOf } from '../config/read-config.ts'
import { isThisMachine } from '../config/this-machine.ts'
import { integer, oneOf, redacted, text, url } from '../config/variables.ts'
import { parseSender, type Sender } from './message.ts'

/** How to reach a mail server. Encryption is one of three ways and cannot be two of them. */
export interface SmtpConfig {
  host: string
  port: number
  /** `implicit`: TLS from the first byte. `starttls`: required, never skipped. `none`: never. */
  tls: 'implicit' | 'starttls' | 'none'
  credentials?: { user: string; password: string }
  /** Certificates of an authority that this server's is signed by, beside the usual ones; PEM. */
  ca?: string
}

export interface MailConfig {
  from: Sender
  /** Undefined writes messages to files. */
  smtp: SmtpConfig | undefined
}

/** The variables an application that sends mail declares. */
export const mailVariables = {
  MAIL_FROM: text({
    doc: 'Sender of every message: an address, or `Name <address>`.',
    default: 'no-reply@localhost',
  }),
  SMTP_URL: redacted(
    url(['smtp', 'smtps'], {
      doc: 'Mail server, with user and password where it wants them: `smtps://user:password@mail.example.com`. Absent, and without `SMTP_HOST`, messages are written to files.',
      default: undefined,
    }),
  ),
  SMTP_HOST: text({ doc: 'Mail server, in place of `SMTP_URL`.', default: undefined }),
  SMTP_PORT: integer({
    doc: '0 means 465 for implicit TLS, 587 for STARTTLS, 25 without encryption.',
    default: 0,
    min: 0,
    max: 65_535,
  }),
  SMTP_USER: text({ doc: 'User at the mail server, with `SMTP_HOST`.', default: undefined }),
  SMTP_PASSWORD: redacted(
    text({ doc: 'Password at the mail server, with `SMTP_HOST`.', default: undefined }),
  ),
  SMTP_TLS: oneOf(['auto', 'implicit', 'starttls', 'none'], {
    doc: 'Encryption: from the first byte, by a required STARTTLS, or none. `auto` is implicit for `smtps` and port 465, else STARTTLS.',
    default: 'auto',
  }),
}

/**
 * The mail configuration in the environment.
 * @throws ConfigError when the variables contradict one another, a password would be sent in the clear to another machine,
 * or production has no mail server.
 */
export function readMailConfig(
  values: ConfigOf<typeof mailVariables>,
  options: { production: boolean },
): MailConfig {
  const problems: string[] = []
  let from: Sender = { name: '', address: '' }
  try {
    from = parseSender(values.MAIL_FROM)
  } catch {
    problems.push('MAIL_FROM is neither an address nor `Name <address>`.')
  }
  const smtp = smtpOf(values, problems)
  if (!smtp && options.production)
    problems.push('SMTP_URL or SMTP_HOST has no default in production: set one of them.')
  if (smtp?.tls === 'none' && smtp.credentials && !isThisMachine(smtp.host))
    problems.push('SMTP_TLS: `none` would send the password in the clear. Use `implicit` or `starttls`.')
  if (problems.length > 0) throw new ConfigError(problems)
  return { from, smtp }
}

const DEFAULT_PORTS = { implicit: 465, starttls: 587, none: 25 }

function smtpOf(values: ConfigOf<typeof mailVariables>, problems: string[]): SmtpConfig | undefined {
  const { SMTP_URL, SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD, SMTP_TLS } = values
  if (SMTP_URL === undefined) {
    if (SMTP_HOST === undefined) return undefined
    if ((SMTP_USER === undefined) !== (SMTP_PASSWORD === undefined))
      problems.push('SMTP_USER and SMTP_PASSWORD belong together: set both or none.')
    const tls = SMTP_TLS === 'auto' ? tlsOfPort(SMTP_PORT) : SMTP_TLS
    return {
      host: SMTP_HOST,
      port: SMTP_PORT || DEFAULT_PORTS[tls],
      tls,
      credentials: credentialsOf(SMTP_USER, SMTP_PASSWORD),
    }
  }
  if (SMTP_HOST !== undefined || SMTP_PORT !== 0 || SMTP_USER !== undefined || SMTP_PASSWORD !== undefined)
    problems.push(
      'SMTP_URL says all that SMTP_HOST, SMTP_PORT, SMTP_USER and SMTP_PASSWORD say: set it alone.',
    )
  const { protocol, hostname, port, username, password } = new URL(SMTP_URL)
  const decoded = (part: string) => {
    try {
      return decodeURIComponent(part)
    } catch {
      problems.push('SMTP_URL: a `%` in its user or password is written `%25`.')
      return ''
    }
  }
  const implicit = protocol === 'smtps:'
  if (implicit && SMTP_TLS !== 'auto' && SMTP_TLS !== 'implicit')
    problems.push(`SMTP_TLS: \`${SMTP_TLS}\` contradicts SMTP_URL, which starts with smtps.`)
  const tls = implicit ? 'implicit' : SMTP_TLS === 'auto' ? tlsOfPort(Number(port)) : SMTP_TLS
  return {
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: Number(port) || DEFAULT_PORTS[tls],
    tls,
    credentials: credentialsOf(decoded(username) || undefined, decoded(password)),
  }
}

const tlsOfPort = (port: number) => (port === DEFAULT_PORTS.implicit ? 'implicit' : 'starttls')

const credentialsOf = (user: string | undefined, password = '') =>
  user === undefined ? undefined : { user, password }
