import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError, type ConfigOf } from '../config/read-config.ts'
import { redacted, text, url } from '../config/variables.ts'
import { signingKey } from './signed-token.ts'

/** How to sign in to Apple's push service. */
export interface ApnsConfig {
  teamId: string
  keyId: string
  key: KeyObject
  /** In place of Apple's servers, for both environments. */
  url: string | undefined
  /** Certificates of an authority to trust in place of the usual ones; PEM. */
  ca?: string
}

/** The variables an application that pushes to Apple's devices declares. */
export const apnsVariables = {
  APNS_KEY_ID: text({
    default: undefined,
    doc: 'Id of the key by which this server signs in to Apple’s push service. Absent: nothing is pushed to Apple’s devices.',
  }),
  APNS_TEAM_ID: text({ default: undefined, doc: 'Id of the team whose key it is.' }),
  APNS_KEY_PATH: text({ default: undefined, doc: 'File that holds the key as Apple gives it out, a `.p8`.' }),
  APNS_KEY: redacted(
    text({
      default: undefined,
      doc: 'The text of that file, in place of `APNS_KEY_PATH`; its line breaks may be written `\\n`.',
    }),
  ),
  APNS_URL: url(['https', 'http'], {
    default: undefined,
    doc: 'A server that stands for Apple’s, for tests and load; production takes `https` only.',
  }),
}

/**
 * The configuration of Apple's push service in the environment; undefined when there is none.
 * @throws ConfigError when it is incomplete or its key cannot be used.
 */
export function readApnsConfig(
  values: ConfigOf<typeof apnsVariables>,
  { production }: { production: boolean },
): ApnsConfig | undefined {
  const { APNS_KEY_ID, APNS_TEAM_ID, APNS_KEY_PATH, APNS_KEY, APNS_URL } = values
  const given = [APNS_KEY_ID, APNS_TEAM_ID, APNS_KEY_PATH, APNS_KEY].some((value) => value !== undefined)
  if (!given) return undefined
  const problems: string[] = []
  if (APNS_KEY_ID === undefined || APNS_TEAM_ID === undefined)
    problems.push('APNS_KEY_ID and APNS_TEAM_ID belong together: set both.')
  if ((APNS_KEY_PATH === undefined) === (APNS_KEY === undefined))
    problems.push('APNS_KEY_PATH or APNS_KEY holds the key: set one of them.')
  if (production && APNS_URL?.startsWith('http:'))
    problems.push('APNS_URL: production sends device tokens over `https` only.')
  const key = problems.length === 0 ? keyOf(APNS_KEY_PATH, APNS_KEY, problems) : undefined
  if (key === undefined) throw new ConfigError(problems)
  return { teamId: APNS_TEAM_ID!, keyId: APNS_KEY_ID!, key, url: APNS_URL }
}

function keyOf(
  path: string | undefined,
  given: string | undefined,
  problems: string[],
): KeyObject | undefined {
  const name = path === undefined ? 'APNS_KEY' : 'APNS_KEY_PATH'
  try {
    const pem = path === undefined ? given!.replaceAll('\\n', '\n') : readFileSync(path, 'utf8')
    return signingKey(pem)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT' || code === 'EACCES'
        ? 'the file cannot be read'
        : 'that is not a key of the curve P-256'
    problems.push(`${name}: ${why}.`)
    return undefined
  }
}
