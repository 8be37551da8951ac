import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'

/**
 * `npm run migrate -- navi status`: runs a command of an app, its file given first, with the words after the app's name. Without
 * a name it runs those of all apps, one after the other, and ends with the highest of their exit codes.
 */
const [program = '', ...words] = process.argv.slice(2)
const folder = path.resolve(import.meta.dirname, '../apps')
const all = readdirSync(folder)
const named = all.includes(words[0] ?? '')
const apps = named ? [words[0]!] : all
if (apps.length > 1 && process.env['DATABASE_URL']) {
  process.stderr.write(`DATABASE_URL is the database of one app: name it first, one of ${all.join(', ')}.\n`)
  process.exit(2)
}
for (const app of apps) {
  if (apps.length > 1) process.stderr.write(`${app}:\n`)
  const file = path.join(folder, app, program)
  const { status } = spawnSync(process.execPath, [file, ...words.slice(named ? 1 : 0)], { stdio: 'inherit' })
  process.exitCode = Math.max(Number(process.exitCode ?? 0), status ?? 1)
}
