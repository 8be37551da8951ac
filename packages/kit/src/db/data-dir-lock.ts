import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from './make-folder.ts'
import { StartError } from '../errors/start-error.ts'

const LOCK_FILE = 'groundwork.lock'
const PID_FILE = 'groundwork.pid'
const SQLITE_BUSY = 5

// Closing is what gives a lock back, and a handle that nobody refers to is closed by the garbage collector.
const held = new Set<DatabaseSync>()

/**
 * Claims a data folder for this process, making the folder when absent. The function returned gives it back.
 * The claim is a write lock of the operating system on a SQLite file, so it ends with the process however the
 * process ends: nothing stale is left to judge, and of two starters exactly one has it.
 * @throws StartError naming the folder, and the process that has it when another claim is held.
 */
export async function lockDataDir(dir: string): Promise<() => Promise<void>> {
  const pidFile = join(dir, PID_FILE)
  const lock = open(dir)
  try {
    lock.exec('begin immediate')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error
    throw new StartError(
      `The data folder ${dir} is in use by ${holder(pidFile)}. Stop that process, or set DATA_DIR to another folder.`,
      { cause: error },
    )
  }
  held.add(lock)
  writeFileSync(`${pidFile}.next`, `${process.pid}\n`)
  renameSync(`${pidFile}.next`, pidFile)
  return async () => {
    if (!held.delete(lock)) return
    rmSync(pidFile, { force: true })
    lock.close()
  }
}

function open(dir: string): DatabaseSync {
  try {
    makeFolder(dir)
    return new DatabaseSync(join(dir, LOCK_FILE))
  } catch (error) {
    throw new StartError(
      `Cannot write in the data folder ${dir}: ${(error as Error).message}. Grant access, or set DATA_DIR to another folder.`,
      { cause: error },
    )
  }
}

function holder(pidFile: string): string {
  try {
    return `process ${readFileSync(pidFile, 'utf8').trim()}`
  } catch {
    return 'another process'
  }
}
