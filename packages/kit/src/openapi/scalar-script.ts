import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'

// The package ends its own exports at its plugin; the page's script stands in that file as one string literal.
const PLUGIN = new URL(import.meta.resolve('@scalar/fastify-api-reference'))
const BEFORE = 'var standalone_default = '
const AFTER = ';\n//#endregion'

/** Its schema library would otherwise try whether the page may evaluate text, which the page's policy reports. */
const PREFIX = 'globalThis.__zod_globalConfig={jitless:true};\n'

/** Version of the installed API reference. It changes whenever the script does. */
export async function scalarVersion(): Promise<string> {
  const manifest = await readFile(new URL('../package.json', PLUGIN), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/**
 * Takes the page's script out of the installed package without running the plugin around it.
 * @throws Error when the package no longer keeps it where it did.
 */
export async function readScalarScript(): Promise<Buffer> {
  const source = await readFile(PLUGIN, 'utf8')
  const start = source.indexOf(BEFORE) + BEFORE.length
  const end = source.indexOf(AFTER, start)
  if (start < BEFORE.length || end < 0)
    throw new Error(`the page's script is not where it was in ${PLUGIN.href}`)
  const script: unknown = runInNewContext(source.slice(start, end))
  return Buffer.from(`${PREFIX}${String(script)}`)
}
