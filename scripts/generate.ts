import { readdir, readFile, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { generatedFiles as yogaFiles } from '../apps/yoga/scripts/generated-files.ts'

/** Makes the generated files anew; `--check` changes nothing and fails with the names of those that are stale. */

const root = path.resolve(import.meta.dirname, '..')
const check = process.argv.includes('--check')

/** Folders that hold generated files only: what is no longer made there is removed. */
const OWNED = ['docs/reference', 'packages/sdk/src/generated']

const made = await yogaFiles()
const stale: string[] = []

for (const [file, text] of made) {
  const current = await readFile(path.join(root, file), 'utf8').catch(() => undefined)
  if (current === text) continue
  stale.push(file)
  if (check) continue
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writeFile(path.join(root, file), text)
}

for (const folder of OWNED) {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  )
  for (const entry of entries) {
    const file = path.relative(root, path.join(entry.parentPath, entry.name))
    if (!entry.isFile() || made.has(file)) continue
    stale.push(file)
    if (!check) await rm(path.join(root, file))
  }
}

const summary = stale.map((file) => `  ${file}\n`).join('')
if (stale.length === 0) process.stdout.write(`${made.size} generated files are up to date\n`)
else if (!check) process.stdout.write(`${stale.length} of ${made.size} generated files changed:\n${summary}`)
else {
  process.stderr.write(`These generated files are stale; run npm run generate and commit them:\n${summary}`)
  process.exitCode = 1
}
