import { createReadStream } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { makeFolder } from '@groundwork/kit/db/make-folder'

/** Files in a folder of their own, each under a random name. */
export interface FileStore {
  /** Keeps bytes and returns the name they have now. They are there whole or not at all. */
  add: (bytes: Buffer, extension: string) => Promise<string>
  /** The file of that name; undefined when there is none, also for names that this store does not give. */
  find: (name: string) => Promise<{ sizeBytes: number; read: () => Readable } | undefined>
  /** Whether there was a file of that name to remove. */
  remove: (name: string) => Promise<boolean>
  /** The names of the files that were written longer than `ageMs` ago. */
  listOlderThan: (ageMs: number) => Promise<string[]>
}

export interface FileStoreOptions {
  /** Whether other users of this machine are kept from reading the files. */
  isPrivate: boolean
}

const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z]{3,4}$/
const PARTIAL = '.partial'
const STALE_MS = 3_600_000

/** The files in `folder`, which is made with the first of them. */
export function createFileStore(folder: string, { isPrivate }: FileStoreOptions): FileStore {
  const fileOf = (name: string) => path.join(folder, name)
  let prepared: Promise<void> | undefined
  return {
    add: async (bytes, extension) => {
      await (prepared ??= prepare(folder))
      const name = `${randomUUID()}.${extension}`
      const partial = fileOf(`${name}${PARTIAL}`)
      try {
        await writeDurably(partial, bytes, isPrivate ? 0o600 : 0o644)
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
    listOlderThan: async (ageMs) => {
      const names = (await readdir(folder).catch(undefinedWhenAbsent)) ?? []
      const written = await Promise.all(names.map((name) => stat(fileOf(name)).catch(undefinedWhenAbsent)))
      const before = Date.now() - ageMs
      return names.filter((name, i) => NAME.test(name) && (written[i]?.mtimeMs ?? Infinity) < before)
    },
  }
}

/** Makes the folder, and clears what a process that ended while writing left there. */
async function prepare(folder: string): Promise<void> {
  makeFolder(folder)
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name)
    const written = await stat(file).catch(undefinedWhenAbsent)
    const isStale = written !== undefined && Date.now() - written.mtimeMs > STALE_MS
    if (name.endsWith(PARTIAL) && isStale) await rm(file, { force: true })
  }
}

async function writeDurably(file: string, bytes: Buffer, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode)
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
