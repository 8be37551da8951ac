import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import * as argon2 from '@node-rs/argon2'
import * as bcrypt from '@node-rs/bcrypt'
import { createWorkQueue } from './work-queue.ts'

export interface HashOperation {
  kind: 'hash' | 'verify' | 'verify_absent'
  /** Time in the hash function, without the time spent waiting for a turn. */
  durationMs: number
}

export interface PasswordOptions {
  /** Memory of one hash in KiB; 19456 (19 MiB) by default. With the two below it is what OWASP recommends for Argon2id. */
  memoryKiB?: number
  /** Passes over that memory; 2 by default. */
  passes?: number
  /** Threads of one hash; 1 by default. */
  lanes?: number
  /** Hashes computed at the same time; by default one for each processor, but at most 3 of the 4 threads of the pool. */
  maxRunning?: number
  /** Hashes waiting for their turn before further ones are refused; 100 by default, about a second's worth. */
  maxWaiting?: number
  /** Hears of every finished operation, for metrics. */
  onOperation?: (operation: HashOperation) => void
}

/** What became of comparing a password with a stored hash. */
export interface PasswordCheck {
  matches: boolean
  /** True when it matches and the stored hash is weaker than a new one would be: hash again while the password is at hand. */
  outdated: boolean
}

/** Hashes and checks passwords, off the event loop. Every function throws `auth.overloaded` when too much is waiting. */
export interface Passwords {
  /** An Argon2id hash in PHC format, about 100 characters, with its own salt. */
  hash: (password: string) => Promise<string>
  /**
   * Compares a password with a stored hash: Argon2, or bcrypt ($2a, $2b, $2x, $2y) from an older system.
   * @throws Error when the stored text is neither.
   */
  verify: (password: string, storedHash: string) => Promise<PasswordCheck>
  /** Takes the time of `verify` and never matches: for accounts that do not exist, or have no password. */
  verifyAbsent: (password: string) => Promise<PasswordCheck>
}

const SALT_BYTES = 16
const HASH_BYTES = 32
const BCRYPT = /^\$2[abxy]\$/
const ARGON2ID: argon2.Algorithm = 2

export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { memoryKiB = 19_456, passes = 2, lanes = 1, onOperation } = options
  const { maxRunning = Math.min(availableParallelism(), 3), maxWaiting = 100 } = options
  const current = {
    algorithm: ARGON2ID,
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: HASH_BYTES,
  }
  const inTurn = createWorkQueue({ maxRunning, maxWaiting })
  const absentHash = unmatchableHash(memoryKiB, passes, lanes)

  const timed = <T>(kind: HashOperation['kind'], work: () => Promise<T>): Promise<T> =>
    inTurn(async () => {
      const startedMs = performance.now()
      try {
        return await work()
      } finally {
        onOperation?.({ kind, durationMs: performance.now() - startedMs })
      }
    })

  const isOutdated = (storedHash: string): boolean => {
    const used = argon2.parseOptions(storedHash)
    return (
      used.algorithm !== ARGON2ID ||
      used.memoryCost < memoryKiB ||
      used.timeCost < passes ||
      used.outputLen < HASH_BYTES
    )
  }

  return {
    hash: (password) => timed('hash', () => argon2.hash(normalized(password), current)),
    verify: (password, storedHash) =>
      timed('verify', async () => {
        if (BCRYPT.test(storedHash)) {
          const matches = await bcrypt.verify(password, storedHash)
          return { matches, outdated: matches }
        }
        const matches = await argon2.verify(storedHash, normalized(password))
        return { matches, outdated: matches && isOutdated(storedHash) }
      }),
    verifyAbsent: (password) =>
      timed('verify_absent', async () => {
        await argon2.verify(absentHash, normalized(password))
        return { matches: false, outdated: false }
      }),
  }
}

/** One spelling for characters that keyboards compose differently. Older bcrypt hashes were made without it. */
const normalized = (password: string) => password.normalize('NFKC')

/** A well-formed hash whose digest is random: no password is known to match it. */
function unmatchableHash(memoryKiB: number, passes: number, lanes: number): string {
  const random = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '')
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${random(SALT_BYTES)}$${random(HASH_BYTES)}`
}
