import { hashToken, randomToken } from '../ids/random-token.ts'

/**
 * A refresh token, `<session id>.<family>.<secret>`. The secret changes with every rotation; the family stays the same
 * for the life of a session. So a token used twice is recognised without keeping a row for each, and nobody who merely
 * knows a session's id can pass for the holder of an old one. Family and secret are stored as hashes only.
 */
export interface RefreshToken {
  /** UUID. */
  sessionId: string
  /** 128 random bits. */
  family: string
  /** 256 random bits. */
  secret: string
}

const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/

/** The first token of a session, or with its family the next. */
export function newRefreshToken(sessionId: string, family = randomToken(16)): RefreshToken {
  return { sessionId, family, secret: randomToken() }
}

/** The text that a client keeps and sends, of 103 characters. */
export function formatRefreshToken({ sessionId, family, secret }: RefreshToken): string {
  return `${sessionId}.${family}.${secret}`
}

/** The parts of a refresh token, or undefined when the text is not one. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const [, sessionId, family, secret] = TOKEN.exec(text) ?? []
  if (sessionId === undefined || family === undefined || secret === undefined) return undefined
  return { sessionId, family, secret }
}

/** What is stored of a refresh token. */
export function hashesOf({ family, secret }: RefreshToken): { familyHash: Buffer; refreshHash: Buffer } {
  return { familyHash: hashToken(family), refreshHash: hashToken(secret) }
}
