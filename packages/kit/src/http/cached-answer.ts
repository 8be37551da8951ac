import type { Cache } from '../cache/cache.ts'
import { remembering } from '../telemetry/remembering.ts'
import { hashBody } from './entity-tag.ts'

/** What an answer is cached as, and until when: see `CacheEntry`. */
export interface CacheRule {
  /** One of a few words, for the metrics. */
  kind: string
  ttlMs: number
  /** What the answer depends on: whoever changes that invalidates the tag. */
  tags: readonly string[]
}

type Headers = Readonly<Record<string, string>>

/** What an answer is loaded with: headers set here are cached with it. */
interface LoadOptions {
  header: (name: string, value: string) => void
}

/** A success as it is sent, serialized once for all who get it. Handlers return it in place of the body. */
export interface CachedAnswer<Body = unknown> {
  readonly text: string
  readonly hash: string
  readonly headers: Headers
  /** The body, as a copy that may be changed. */
  readonly read: () => Body
}

/**
 * The answer that is cached for `about`, else what `load` gives, which is then cached: the same for everybody who asks about the
 * same, so `about` names every parameter that it depends on, and whose it is. Failures are not cached.
 */
export interface Cached<Body> {
  (rule: CacheRule, about: unknown, load: (answer: LoadOptions) => Promise<Body>): Promise<CachedAnswer<Body>>
  /**
   * For who reads something else and may learn that answer by the way: `read` is given the answer that is cached, else `keep`,
   * which caches what was read meanwhile.
   */
  along: <R>(
    rule: CacheRule,
    about: unknown,
    read: (kept: Body | undefined, keep: (body: Body, headers?: Headers) => void) => Promise<R>,
  ) => Promise<R>
}

/** Takes answers from `cache`; without one, they are loaded each time. `name` says of what endpoint and version they are. */
export function answersFrom(
  cache: Cache | undefined,
  name: string,
  serialize: (body: unknown) => string,
): Cached<unknown> {
  const entryOf = ({ kind, ttlMs, tags }: CacheRule, about: unknown) => ({
    kind,
    key: `${name} ${JSON.stringify(about)}`,
    ttlMs,
    tags,
  })
  const textOf = (body: unknown, headers: Headers) => {
    const text = serialize(body)
    return write({ hash: hashBody(text), headers }, text)
  }
  const cached = async (rule: CacheRule, about: unknown, load: (answer: LoadOptions) => Promise<unknown>) => {
    const loadText = async () => {
      const headers: Record<string, string> = {}
      const body = await load({ header: (name, value) => void (headers[name] = value) })
      return textOf(body, headers)
    }
    return read(cache ? await cache.wrap(entryOf(rule, about), loadText) : await loadText())
  }
  const along = <R>(
    rule: CacheRule,
    about: unknown,
    readBoth: (kept: unknown, keep: (body: unknown, headers?: Headers) => void) => Promise<R>,
  ): Promise<R> => {
    if (!cache) return readBoth(undefined, () => {})
    return cache.along<string, R>(entryOf(rule, about), (kept, keep) =>
      readBoth(kept === undefined ? undefined : read(kept).read(), (body, headers = {}) =>
        keep(textOf(body, headers)),
      ),
    )
  }
  return Object.assign(cached, { along })
}

interface Head {
  hash: string
  headers: Headers
}

/** One text of both: JSON has no line breaks of its own. */
const write = (head: Head, text: string) => `${JSON.stringify(head)}\n${text}`

/** The same answers are sent again and again: each head is read once. */
const readHead = remembering((written) => JSON.parse(written) as Head)

const mark = Symbol('cached answer')

function read(written: string): CachedAnswer {
  const end = written.indexOf('\n')
  const { hash, headers } = readHead(written.slice(0, end))
  const text = written.slice(end + 1)
  return { text, hash, headers, read: () => JSON.parse(text) as unknown, [mark]: true } as CachedAnswer
}

export const isCachedAnswer = (body: unknown): body is CachedAnswer =>
  typeof body === 'object' && body !== null && mark in body
