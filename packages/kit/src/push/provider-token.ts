import type { KeyObject } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import { findToken, replaceToken, type StoredToken } from './queries.ts'
import { signToken } from './signed-token.ts'

const MINUTE_MS = 60_000
/** APNs refuses tokens older than an hour. */
const RENEW_AFTER_MS = 50 * MINUTE_MS
/** More often than every 20 minutes it refuses new ones, those of all processes of a team taken together. */
const KEEP_AT_LEAST_MS = 20 * MINUTE_MS

export interface ProviderTokenOptions {
  db: Db
  clock: Clock
  teamId: string
  keyId: string
  key: KeyObject
}

/** The one token by which every process of a team signs in to APNs. */
export interface ProviderToken {
  /** The token in use; 50 minutes old at most. */
  current(): Promise<string>
  /** The token to use after APNs called `refused` expired: the same one when it is younger than 20 minutes. */
  renewed(refused: string): Promise<string>
}

/**
 * The token is a row of the database. A process that finds it too old makes another and puts it there only if the old one still
 * stands: of several that do so at once, one wins, and the others use its token and forget theirs, which APNs never saw.
 */
export function createProviderToken(options: ProviderTokenOptions): ProviderToken {
  const { db, clock, teamId, keyId, key } = options
  const name = `apns:${teamId}:${keyId}`
  let known: StoredToken | undefined
  let running: Promise<StoredToken> | undefined

  const isYoung = (token: StoredToken | undefined, ageMs: number): token is StoredToken =>
    token !== undefined && clock.nowMs() - token.mintedAt.getTime() < ageMs

  const mint = async (replaceAfterMs: number): Promise<StoredToken> => {
    const mintedAt = new Date(clock.nowMs() - (clock.nowMs() % 1000))
    const token = signToken(key, { kid: keyId }, { iss: teamId, iat: mintedAt.getTime() / 1000 })
    const mintedBefore = new Date(clock.nowMs() - replaceAfterMs)
    const mine = await replaceToken(db, { name, token, mintedAt, mintedBefore })
    return mine ?? (await findToken(db, { name }))!
  }
  const load = async (replaceAfterMs: number): Promise<StoredToken> => {
    const stored = await findToken(db, { name })
    return isYoung(stored, replaceAfterMs) ? stored : mint(replaceAfterMs)
  }
  /** One at a time in this process: those who ask meanwhile get the same. */
  const refresh = async (replaceAfterMs: number): Promise<string> => {
    running ??= load(replaceAfterMs).finally(() => (running = undefined))
    known = await running
    return known.token
  }

  return {
    async current() {
      return isYoung(known, RENEW_AFTER_MS) ? known.token : refresh(RENEW_AFTER_MS)
    },
    async renewed(refused) {
      if (known !== undefined && known.token !== refused) return known.token
      return refresh(KEEP_AT_LEAST_MS)
    },
  }
}
