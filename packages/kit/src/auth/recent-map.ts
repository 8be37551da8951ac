/** A map of at most `maxEntries` entries: when full, the one unused for longest makes room. */
export interface RecentMap<K, V> {
  get: (key: K) => V | undefined
  set: (key: K, value: V) => void
  delete: (key: K) => void
  /** Removes every entry that matches; looks at all of them. */
  deleteWhere: (matches: (value: V, key: K) => boolean) => void
  readonly size: number
}

export function createRecentMap<K, V>(maxEntries: number): RecentMap<K, V> {
  // A Map keeps the order of insertion: the first key is the one unused for longest.
  const entries = new Map<K, V>()
  return {
    get: (key) => {
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set: (key, value) => {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value!)
    },
    delete: (key) => void entries.delete(key),
    deleteWhere: (matches) => {
      for (const [key, value] of entries) if (matches(value, key)) entries.delete(key)
    },
    get size() {
      return entries.size
    },
  }
}
