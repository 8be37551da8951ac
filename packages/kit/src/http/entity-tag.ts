import { hash } from 'node:crypto'
import type { Coding } from './content-coding.ts'

/** 132 bits of SHA-256: two bodies do not share one by accident or by design. 2 µs for 3 kB, 17 for 30. */
const HASH_LENGTH = 22
const TAG = /^(W\/)?"([\w-]{22})(?:-(?:zstd|br|gzip))?"$/

/** What identifies the text of a body, whatever coding it is sent in. */
export const hashBody = (body: string | Buffer): string =>
  hash('sha256', body, 'base64url').slice(0, HASH_LENGTH)

/** The strong entity tag of a body as it is sent: each coding has its own, as RFC 9110 (8.8.3) asks. */
export const entityTag = (bodyHash: string, coding: Coding | undefined): string =>
  coding === undefined ? `"${bodyHash}"` : `"${bodyHash}-${coding}"`

/**
 * Whether an `If-None-Match` names the entity tag of what would be sent, or anything at all. Weak comparison: proxies weaken tags.
 * The body in another coding does not count: who has that only could not use the answer.
 */
export function isKnownToCaller(ifNoneMatch: string, tag: string): boolean {
  return (
    ifNoneMatch.trim() === '*' || tagsIn(ifNoneMatch).some((known) => known === tag || known === `W/${tag}`)
  )
}

/** Whether an `If-Match` names the body in any coding, or anything at all. Strong comparison: weakened tags do not count. */
export function isExpectedByCaller(ifMatch: string, bodyHash: string): boolean {
  if (ifMatch.trim() === '*') return true
  return tagsIn(ifMatch).some((tag) => {
    const [, weak, named] = TAG.exec(tag) ?? []
    return weak === undefined && named === bodyHash
  })
}

const tagsIn = (header: string) => header.split(',').map((tag) => tag.trim())
