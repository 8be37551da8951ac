/** What a store says of a key. */
export type Claim =
  /** What is kept, as long as none of its tags has changed since. */
  | { text: string; ticket?: undefined }
  /** Nothing is. The ticket allows to keep what is loaded now; `isFirst` is false while another process loads the same. */
  | { text?: undefined; ticket: Ticket; isFirst: boolean }

/** What the tags of a key were at the time of a claim. */
export interface Ticket {
  readonly token: string
  readonly generations: string
}

/**
 * Where texts are kept: in this process or in Redis. A tag has a generation, which changes when the tag is invalidated; a text
 * counts only while every tag has the generation it had when the text was claimed.
 * Every method rejects, within a bounded time, when the store cannot be reached.
 */
export interface CacheStore {
  /** Finds a text, or begins to load it. */
  claim(key: string, tags: readonly string[]): Promise<Claim>
  /** Keeps what was loaded, unless a tag was invalidated meanwhile. */
  keep(key: string, tags: readonly string[], ticket: Ticket, text: string, ttlMs: number): Promise<void>
  /** Lets others load: it was tried here in vain. */
  release(key: string, ticket: Ticket): Promise<void>
  /** Forgets all texts with one of the tags, for every process that uses the store. */
  invalidate(tags: readonly string[]): Promise<void>
}

/** Bounds of what a process keeps in memory. */
export interface MemoryBounds {
  /** 10 000 by default. */
  maxEntries?: number
  /** 64 MiB by default; every text counts with two bytes a character, the most it can take. */
  maxBytes?: number
}
