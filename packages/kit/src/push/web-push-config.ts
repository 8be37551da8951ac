import { ConfigError, type ConfigOf } from '../config/read-config.ts'
import { list, redacted, text } from '../config/variables.ts'
import { vapidKeys, type VapidKeys } from './vapid.ts'

/** How to push to browsers. */
export interface WebPushConfig {
  vapid: VapidKeys
  /** Push services that may stand in private networks or answer without encryption, by their origins. */
  privateOrigins: readonly string[]
  /** Certificates of an authority to trust in place of the usual ones; PEM. */
  ca?: string
}

function origin(value: string): string {
  const url = new URL(value)
  if (!/^https?:$/.test(url.protocol) || url.origin !== value) throw new Error('not an origin')
  return value
}

/** The variables an application that pushes to browsers declares. */
export const webPushVariables = {
  VAPID_PRIVATE_KEY: redacted(
    text({
      default: undefined,
      doc: 'Key by which push services of browsers recognise this server: 32 bytes in base64url. Absent: nothing is pushed to browsers. With another key every browser has to subscribe again.',
    }),
  ),
  VAPID_SUBJECT: text({
    default: undefined,
    doc: 'Whom a push service writes to when something is wrong: `mailto:ops@example.com`, or an `https` address.',
  }),
  WEB_PUSH_PRIVATE_ORIGINS: list('origins such as `https://push.internal:8443`', origin, {
    default: [],
    doc: 'Push services in private networks that browsers may name. All others must be on the public internet.',
  }),
}

/**
 * The configuration of pushing to browsers in the environment; undefined when there is none.
 * @throws ConfigError when it is incomplete or its key is none.
 */
export function readWebPushConfig(
  values: ConfigOf<typeof webPushVariables>,
  { production }: { production: boolean },
): WebPushConfig | undefined {
  const { VAPID_PRIVATE_KEY, VAPID_SUBJECT, WEB_PUSH_PRIVATE_ORIGINS: privateOrigins } = values
  if (VAPID_PRIVATE_KEY === undefined && VAPID_SUBJECT === undefined) return undefined
  if (VAPID_PRIVATE_KEY === undefined || VAPID_SUBJECT === undefined)
    throw new ConfigError(['VAPID_PRIVATE_KEY and VAPID_SUBJECT belong together: set both.'])
  const problems: string[] = []
  if (!/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(VAPID_SUBJECT))
    problems.push('VAPID_SUBJECT is neither `mailto:` with an address nor an `https` address.')
  if (production && privateOrigins.some((one) => one.startsWith('http:')))
    problems.push('WEB_PUSH_PRIVATE_ORIGINS: production pushes over `https` only.')
  let vapid: VapidKeys | undefined
  try {
    vapid = vapidKeys(VAPID_PRIVATE_KEY, VAPID_SUBJECT)
  } catch {
    problems.push('VAPID_PRIVATE_KEY is not a private key of the curve P-256: 32 bytes in base64url.')
  }
  if (vapid === undefined || problems.length > 0) throw new ConfigError(problems)
  return { vapid, privateOrigins }
}
