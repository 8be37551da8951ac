import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../db/make-folder.ts'
import { StartError } from '../errors/start-error.ts'
import { randomToken } from '../ids/random-token.ts'
import { parseKeyRing, type KeyRing } from './key-ring.ts'

const FILE = 'development-token-key'

/**
 * The key of a development machine: made on first use and kept in `dataDir`, readable by its owner only,
 * so that a restart leaves people signed in. Processes that start together agree on one.
 * @throws StartError when nothing can be written there.
 */
export function developmentKeyRing(dataDir: string): KeyRing {
  const path = join(dataDir, FILE)
  return parseKeyRing((readIfPresent(path) ?? create(path, dataDir)).trim())
}

function create(path: string, dataDir: string): string {
  const draft = `${path}.${process.pid}`
  try {
    makeFolder(dataDir)
    writeFileSync(draft, `development:${randomToken()}\n`, { mode: 0o600 })
  } catch (error) {
    throw new StartError(
      `Cannot keep a key in the data folder ${dataDir}: ${(error as Error).message}. Grant access, set DATA_DIR to another folder, or set TOKEN_KEYS.`,
      { cause: error },
    )
  }
  try {
    // A link appears with its whole content and fails when another process was first.
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(path, 'utf8')
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
