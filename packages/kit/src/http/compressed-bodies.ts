/** Compressed bodies that are likely to be sent again, up to a number of bytes; those unused for longest make room. */
export interface CompressedBodies {
  get: (key: string) => Buffer | undefined
  set: (key: string, body: Buffer) => void
}

export function createCompressedBodies(maxBytes: number): CompressedBodies {
  // A Map keeps the order of insertion: the first key is the one unused for longest.
  const bodies = new Map<string, Buffer>()
  let bytes = 0
  const remove = (key: string, body: Buffer) => {
    bodies.delete(key)
    bytes -= body.length
  }
  return {
    get: (key) => {
      const body = bodies.get(key)
      if (body === undefined) return undefined
      bodies.delete(key)
      bodies.set(key, body)
      return body
    },
    set: (key, body) => {
      if (body.length > maxBytes / 8) return
      const former = bodies.get(key)
      if (former) remove(key, former)
      bodies.set(key, body)
      bytes += body.length
      for (const [oldest, old] of bodies) {
        if (bytes <= maxBytes) break
        remove(oldest, old)
      }
    },
  }
}
