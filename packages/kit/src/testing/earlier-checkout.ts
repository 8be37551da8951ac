import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

/** The files of an earlier commit, in a folder of their own, with the packages that are installed now. */
export interface EarlierCheckout {
  root: string
  commit: string
  remove(): Promise<void>
}

const run = promisify(execFile)

/**
 * Checks out the commit before the one that last added a file to one of the folders.
 * @throws Error when the history does not reach so far back, and how to fetch it.
 */
export async function checkOutBefore(root: string, folders: readonly string[]): Promise<EarlierCheckout> {
  const git = async (...words: string[]) => {
    const { stdout } = await run('git', ['-C', root, ...words])
    return stdout.trim()
  }
  const adding = await git('log', '-1', '--diff-filter=A', '--format=%H', '--', ...folders)
  const commit = await git('rev-parse', '--verify', `${adding}^`).catch((error: unknown) => {
    throw new Error(
      'the history of this clone does not hold the commit before the last migration: git fetch --unshallow',
      { cause: error },
    )
  })
  const folder = await mkdtemp(path.join(tmpdir(), 'earlier-'))
  const archive = path.join(folder, 'archive.tar')
  await git('archive', '--output', archive, commit)
  await run('tar', ['-xf', archive, '-C', folder])
  await rm(archive)
  await linkPackages(root, folder)
  return { root: folder, commit, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Installed packages are shared; those of this repository are the earlier ones. */
async function linkPackages(root: string, folder: string): Promise<void> {
  const own = '@groundwork'
  const installed = path.join(root, 'node_modules')
  await mkdir(path.join(folder, 'node_modules', own), { recursive: true })
  for (const name of await readdir(installed)) {
    if (name === own || name.startsWith('.')) continue
    await symlink(path.join(installed, name), path.join(folder, 'node_modules', name))
  }
  for (const kind of ['packages', 'apps'])
    for (const name of await readdir(path.join(folder, kind)))
      await symlink(path.join(folder, kind, name), path.join(folder, 'node_modules', own, name))
}
