import { setTimeout as pause } from 'node:timers/promises'
import type { CacheStore, Claim, Ticket } from './cache-store.ts'
import { decodeValue, encodeValue } from './encode-value.ts'

/** What a value is kept under, and for how long. */
export interface CacheEntry {
  /** What sort of value: one of a few words, for the counts. */
  kind: string
  /** Which one of its kind: holds every parameter that the value depends on, and whose it is. */
  key: string
  /** A value is kept for this long or a little less (nine tenths at least), so that not all end together. A day at most. */
  ttlMs: number
  /** How long the answer that there is nothing (null, undefined) is kept; `ttlMs` when absent. */
  absentTtlMs?: number
  /** What the value depends on, one at least: whoever changes that invalidates the tag. */
  tags: readonly string[]
  /** The statements that load it would be sent without it too, for what is read along with it: its hits save none. */
  readAlong?: boolean
}

/**
 * Kept already; taken from a call that was under way; loaded; loaded because the store does not answer. Beside these: a load
 * that failed, and a value that could not be kept.
 */
export type CacheEvent =
  | { type: 'hit'; kind: string; statementsSaved: number }
  | { type: 'shared' | 'load_failed' | 'not_kept'; kind: string }
  | { type: 'miss' | 'bypass'; kind: string; loadMs: number }

export interface CacheOptions {
  store: CacheStore
  /** Values of one version are not seen by programs of another: change it with the shape of the values. */
  version: string
  /** Hears of everything: for metrics. */
  onEvent?: (event: CacheEvent) => void
  /** How many statements the caller's flow has sent so far: what a load sent is saved by every later hit. */
  countStatements?: () => number
  /** How long to wait for another process that loads the same, 100 ms by default. */
  waitMs?: number
  /** A longer value is answered and not kept; a million characters by default. */
  maxLength?: number
}

/** Remembers values until they are too old or what they depend on has changed. No call fails because its store does. */
export interface Cache {
  /**
   * The value that is kept, else what `load` gives, which is then kept. Calls for one entry share a load, also between
   * processes. A load that fails, fails for all who share it and is not kept.
   * @throws TypeError when the loaded value is neither a string nor plain JSON; what `load` throws.
   */
  wrap<T>(entry: CacheEntry, load: () => Promise<T>): Promise<T>
  /**
   * For who reads something else and may learn the value by the way: `read` is given the value that is kept, else `keep`, which keeps
   * what was read meanwhile. Calls do not share a read.
   * @throws what `read` throws; `keep` throws TypeError as `wrap` does.
   */
  along<T, R>(
    entry: CacheEntry,
    read: (kept: T | undefined, keep: (value: T) => void) => Promise<R>,
  ): Promise<R>
  /**
   * Forgets everything with one of the tags, in every process that uses the store. Calls of this process that come later
   * begin anew; a value that is being loaded is not kept.
   * @throws Error when the store does not answer. This process then does it before it uses the store again.
   */
  invalidate(tags: readonly string[]): Promise<void>
  /** The same for everything. */
  clear(): Promise<void>
}

interface Flight {
  tags: readonly string[]
  text: Promise<string>
}

const WAIT_MS = 100
const MAX_LENGTH = 1_000_000
const SHARE_OF_JITTER = 0.1
/** A tag of every value. */
const EVERYTHING = '*'

export function createCache(options: CacheOptions): Cache {
  const { store, version, onEvent = () => {}, countStatements = () => 0 } = options
  const { waitMs = WAIT_MS, maxLength = MAX_LENGTH } = options
  const flights = new Map<string, Flight>()
  // Invalidations that did not reach the store, each with a number of its own.
  const owed = new Map<string, number>()
  let lastOwed = 0
  const keyOf = ({ kind, key }: CacheEntry) => `${version}:${PACKING}:${kind}:${key}`

  const invalidate = async (tags: readonly string[]) => {
    for (const [key, flight] of flights) {
      if (flight.tags.some((tag) => tags.includes(tag))) flights.delete(key)
    }
    try {
      await store.invalidate(tags)
    } catch (error) {
      for (const tag of tags) owed.set(tag, ++lastOwed)
      throw error
    }
  }
  const settleOwed = async () => {
    const settled = [...owed]
    await store.invalidate(settled.map(([tag]) => tag))
    for (const [tag, number] of settled) if (owed.get(tag) === number) owed.delete(tag)
  }

  /** @throws when the store does not answer. */
  const claimOnce = (entry: CacheEntry): Promise<Claim> => {
    const claimNow = () => store.claim(keyOf(entry), entry.tags)
    return owed.size > 0 ? settleOwed().then(claimNow) : claimNow()
  }
  /** The same, after a while for who loads it already. */
  const claim = async (entry: CacheEntry): Promise<Claim> => {
    const untilMs = performance.now() + waitMs
    let claimed = await claimOnce(entry)
    for (
      let ms = 2;
      claimed.ticket && !claimed.isFirst && performance.now() < untilMs;
      ms = Math.min(25, 2 * ms)
    ) {
      await pause(ms)
      claimed = await store.claim(keyOf(entry), entry.tags)
    }
    return claimed
  }

  const keep = async (entry: CacheEntry, { ticket }: { ticket: Ticket }, text: string, isAbsent: boolean) => {
    const key = keyOf(entry)
    const ttlMs = (isAbsent ? entry.absentTtlMs : undefined) ?? entry.ttlMs
    try {
      if (text.length > maxLength) {
        onEvent({ type: 'not_kept', kind: entry.kind })
        await store.release(key, ticket)
      } else {
        const jitter = 1 - SHARE_OF_JITTER * Math.random()
        await store.keep(key, entry.tags, ticket, text, ttlMs * jitter)
      }
    } catch {
      onEvent({ type: 'not_kept', kind: entry.kind })
    }
  }

  const release = (entry: CacheEntry, { ticket }: { ticket: Ticket }) =>
    void store.release(keyOf(entry), ticket).catch(() => {})

  const fetch = async <T>(entry: CacheEntry, load: () => Promise<T>): Promise<string> => {
    const { kind } = entry
    const { kept, claimed } = await lookUp(claim(entry))
    if (kept) {
      onEvent({ type: 'hit', kind, statementsSaved: kept.statements })
      return kept.encoded
    }
    const startedMs = performance.now()
    const sentBefore = countStatements()
    try {
      const value = await load()
      const statements = entry.readAlong ? 0 : countStatements() - sentBefore
      const text = encodeValue(value)
      onEvent({ type: claimed ? 'miss' : 'bypass', kind, loadMs: performance.now() - startedMs })
      // Nobody waits for this: what is claimed later is claimed after it.
      if (claimed) void keep(entry, claimed, pack(statements, text), value === undefined || value === null)
      return text
    } catch (error) {
      onEvent({ type: 'load_failed', kind })
      if (claimed) release(entry, claimed)
      throw error
    }
  }

  const tagged = (entry: CacheEntry): CacheEntry => ({ ...entry, tags: [...entry.tags, EVERYTHING] })

  return {
    async wrap<T>(given: CacheEntry, load: () => Promise<T>) {
      const entry = tagged(given)
      const key = keyOf(entry)
      let flight = flights.get(key)
      if (flight) onEvent({ type: 'shared', kind: entry.kind })
      else {
        const started: Flight = { tags: entry.tags, text: fetch(entry, load) }
        flight = started
        flights.set(key, started)
        const land = () => {
          if (flights.get(key) === started) flights.delete(key)
        }
        started.text.then(land, land)
      }
      return decodeValue(await flight.text) as T
    },
    async along<T, R>(
      given: CacheEntry,
      read: (kept: T | undefined, keep: (value: T) => void) => Promise<R>,
    ) {
      const entry = tagged(given)
      const { kind } = entry
      const { kept, claimed } = await lookUp(claimOnce(entry))
      if (kept) {
        // What is read along may have to be read all the same.
        onEvent({ type: 'hit', kind, statementsSaved: 0 })
        return read(decodeValue(kept.encoded) as T, () => {})
      }
      const startedMs = performance.now()
      const sentBefore = countStatements()
      let isKept = false
      try {
        return await read(undefined, (value) => {
          const text = encodeValue(value)
          onEvent({ type: claimed ? 'miss' : 'bypass', kind, loadMs: performance.now() - startedMs })
          if (claimed) void keep(entry, claimed, pack(countStatements() - sentBefore, text), false)
          isKept = true
        })
      } finally {
        if (claimed && !isKept) release(entry, claimed)
      }
    },
    invalidate,
    clear: () => invalidate([EVERYTHING]),
  }
}

/** What is kept, or a claim to keep it; neither when the store does not answer, or holds what was not put there. */
async function lookUp(
  claiming: Promise<Claim>,
): Promise<{ kept?: Packed | undefined; claimed?: Claim & { ticket: Ticket } }> {
  const claimed = await claiming.catch(() => undefined)
  if (!claimed) return {}
  return claimed.text === undefined ? { claimed } : { kept: unpack(claimed.text) }
}

interface Packed {
  statements: number
  encoded: string
}

/** Part of every key: programs that pack in different ways do not read from each other. */
const PACKING = 2

const pack = (statements: number, encoded: string) => `${statements} ${encoded.length} ${encoded}`

/** Undefined for a text that was cut, or is none of ours. */
function unpack(text: string): Packed | undefined {
  const [head, statements, length] = /^(\d+) (\d+) /.exec(text) ?? []
  if (head === undefined || text.length !== head.length + Number(length)) return undefined
  return { statements: Number(statements), encoded: text.slice(head.length) }
}
