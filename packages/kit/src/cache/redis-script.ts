import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

/** A program that the server runs as one step: nothing else happens there meanwhile. */
export interface RedisScript {
  text: string
  sha1: string
}

/** Hashes a Lua script once, where the program begins. */
export function defineScript(text: string): RedisScript {
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}

/** Runs a script by its hash, and by its text when the server does not know it yet or any more. */
export async function runScript(
  redis: Redis,
  { text, sha1 }: RedisScript,
  keys: readonly string[],
  values: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha1, keys.length, ...keys, ...values)
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
    return redis.eval(text, keys.length, ...keys, ...values)
  }
}
