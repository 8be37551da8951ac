import { createHmac, randomInt } from 'node:crypto'
import type { KeyRing } from '@groundwork/kit/auth/key-ring'

/** Six digits, drawn by a generator that cannot be predicted. The first is no zero: some read codes as numbers. */
export const drawCode = (): string => String(randomInt(100_000, 1_000_000))

const hashWith = (secret: Buffer, code: string): Buffer =>
  createHmac('sha256', secret).update(`pairing code ${code}`).digest()

/** What is stored of a code. A plain hash would tell it, as there are so few. */
export const hashCode = ([key]: KeyRing, code: string): Buffer => hashWith(key.secret, code)

/** What may be stored of a code, also by processes that have another key in front. */
export const hashesOfCode = (keys: KeyRing, code: string): Buffer[] =>
  keys.map(({ secret }) => hashWith(secret, code))
