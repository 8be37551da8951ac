import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomToken } from '../ids/random-token.ts'
import { parseKeyRing, type KeyRing } from './key-ring.ts'

const FILE = 'development-token-key'

/**
 * The key of a development machine: made on first use and kept in `dataDir`, readable by its owner only,
 * so that a restart leaves people signed in. Processes that start together agree on one.
 */
export function developmentKeyRing(dataDir: string): KeyRing {
  const path = join(dataDir, FILE)
  return parseKeyRing((readIfPresent(path) ?? create(path, dataDir)).trim())
}

function create(path: string, dataDir: string): string {
  mkdirSync(dataDir, { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `development:${randomToken()}\n`, { mode: 0o600 })
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
