import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { Readable } from 'node:stream'

/** Images in a folder of their own, each under a random name. */
export interface ImageStore {
  /** Keeps an image and returns its name. It is there whole or not at all. */
  add: (bytes: Buffer, extension: string) => Promise<string>
  /** The image of that name; undefined when there is none, also for names that this store does not give. */
  find: (name: string) => Promise<{ sizeBytes: number; read: () => Readable } | undefined>
  /** Whether there was an image of that name to remove. */
  remove: (name: string) => Promise<boolean>
}

const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z]{3,4}$/
const PARTIAL = '.partial'
const STALE_MS = 3_600_000

/** The images in `folder`, which is made with the first of them. */
export function createImageStore(folder: string): ImageStore {
  const fileOf = (name: string) => path.join(folder, name)
  let prepared: Promise<void> | undefined
  return {
    add: async (bytes, extension) => {
      await (prepared ??= prepare(folder))
      const name = `${randomUUID()}.${extension}`
      const partial = fileOf(`${name}${PARTIAL}`)
      try {
        await writeDurably(partial, bytes)
        await rename(partial, fileOf(name))
      } catch (error) {
        await rm(partial, { force: true })
        throw error
      }
      return name
    },
    find: async (name) => {
      if (!NAME.test(name)) return undefined
      const found = await stat(fileOf(name)).catch(undefinedWhenAbsent)
      return found && { sizeBytes: found.size, read: () => createReadStream(fileOf(name)) }
    },
    remove: async (name) => {
      if (!NAME.test(name)) return false
      const removed = await rm(fileOf(name)).then(() => true, undefinedWhenAbsent)
      return removed ?? false
    },
  }
}

/** Makes the folder, and clears what a process that ended while writing left there. */
async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name)
    const written = await stat(file).catch(undefinedWhenAbsent)
    const isStale = written !== undefined && Date.now() - written.mtimeMs > STALE_MS
    if (name.endsWith(PARTIAL) && isStale) await rm(file, { force: true })
  }
}

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

function undefinedWhenAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
