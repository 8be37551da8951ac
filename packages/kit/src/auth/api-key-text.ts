import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Keys of production, and of everything else: one of the other kind is refused without looking it up. */
export type KeyEnvironment = 'live' | 'test'

/** The parts of an API key. */
export interface ApiKey {
  environment: KeyEnvironment
  /** UUID by which the key is looked up. Not secret. */
  keyId: string
  /** 192 random bits. */
  secret: string
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = 62n
const ID_LENGTH = 22
const SECRET_BYTES = 24
const SECRET_LENGTH = 33
const CHECKSUM_LENGTH = 6

/**
 * What an API key looks like, for scanners of secrets: `gw_live_<id>_<secret and checksum>`, each part in base 62, so that it is
 * one word. The last six characters are the CRC-32 of all before them: a misspelt key is found out without a look-up.
 */
export const API_KEY = new RegExp(
  `^gw_(live|test)_([0-9A-Za-z]{${ID_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
)

/** A key with a random secret. */
export const newApiKey = (environment: KeyEnvironment): ApiKey => ({
  environment,
  keyId: randomUUIDv7(),
  secret: toBase62(numberOf(randomBytes(SECRET_BYTES).toString('hex')), SECRET_LENGTH),
})

/** The text that a program sends, of 70 characters: what `API_KEY` matches. */
export function formatApiKey({ environment, keyId, secret }: ApiKey): string {
  const id = toBase62(numberOf(keyId.replaceAll('-', '')), ID_LENGTH)
  const checked = `gw_${environment}_${id}_${secret}`
  return checked + checksum(checked)
}

/** The parts of a key, or undefined when the text is not one or its checksum is wrong. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, environment, id, secret, sum] = API_KEY.exec(text) ?? []
  if (id === undefined || secret === undefined || sum === undefined) return undefined
  if (checksum(text.slice(0, -CHECKSUM_LENGTH)) !== sum) return undefined
  const hex = fromBase62(id).toString(16).padStart(32, '0')
  if (hex.length > 32) return undefined
  const keyId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { environment: environment as KeyEnvironment, keyId, secret }
}

/** Whether a text is meant as an API key, well-formed or not. */
export const isMeantAsApiKey = (text: string): boolean => text.startsWith('gw_')

const checksum = (text: string) => toBase62(BigInt(crc32(text)), CHECKSUM_LENGTH)

const numberOf = (hex: string) => BigInt(`0x${hex}`)

function toBase62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= BASE) text = DIGITS[Number(rest % BASE)]! + text
  return text
}

function fromBase62(text: string): bigint {
  let value = 0n
  for (const digit of text) value = value * BASE + BigInt(DIGITS.indexOf(digit))
  return value
}
