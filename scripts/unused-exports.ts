import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Lists exported names that nothing uses: a test alone keeps alive only what its own file uses too, or test equipment. */

const root = path.resolve(import.meta.dirname, '..')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '')

const EXPORT = /^export (?:declare )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm
const EXPORT_PATTERN = /^export const \{([^}]+)\}/gm
const IMPORT = /^(?:import|export) (?:type )?(?:(\* as (\w+))|\{([^}]*)\})[^'"]*? from '([^']+)'/gm
const DYNAMIC_IMPORT = /import\('([^']+)'\)/g

function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.'))
    return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier))
  const workspace = /^@groundwork\/(kit|sdk)\/(.+)$/.exec(specifier)
  return workspace ? `packages/${workspace[1]}/src/${workspace[2]}.ts` : undefined
}

const isTest = (file: string) => /\.(test|faults)\.ts$/.test(file) || file.includes('/e2e/')
const used = new Set<string>()
const tested = new Set<string>()
const text = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]))

for (const [file, source] of text) {
  for (const [, , namespace, names, specifier] of source.matchAll(IMPORT)) {
    const target = resolveImport(file, specifier!)
    if (target === undefined) continue
    const users = isTest(file) && !target.includes('/testing/') ? tested : used
    if (namespace !== undefined) {
      for (const [, member] of source.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, 'g')))
        users.add(`${target} ${member}`)
    }
    for (const name of names?.split(',') ?? [])
      users.add(
        `${target} ${
          name
            .trim()
            .replace(/^type /, '')
            .split(' as ')[0]
        }`,
      )
  }
  for (const [, specifier] of source.matchAll(DYNAMIC_IMPORT)) {
    const target = resolveImport(file, specifier!)
    if (target !== undefined) used.add(`${target} *`)
  }
}

const unused: string[] = []
for (const [file, source] of text) {
  if (isTest(file) || file.includes('/generated/') || file.endsWith('.fixture.ts') || used.has(`${file} *`))
    continue
  const names = [...source.matchAll(EXPORT)].map(([, name]) => name!)
  for (const [, pattern] of source.matchAll(EXPORT_PATTERN))
    names.push(...pattern!.split(',').map((name) => name.split(':').at(-1)!.trim()))
  for (const name of names) {
    // A name that its own file uses elsewhere needs no `export`, but a type beside a public function may be named by readers.
    const isTypeOnly = new RegExp(`^export (?:declare )?(?:interface|type) ${name}\\b`, 'm').test(source)
    const isUsedHere = source.split(new RegExp(`\\b${name}\\b`)).length > 2
    const isUsed = used.has(`${file} ${name}`) || (isUsedHere && tested.has(`${file} ${name}`))
    if (!isTypeOnly && !isUsed) unused.push(`${file}: ${name}`)
  }
}

for (const line of unused) process.stdout.write(`${line}\n`)
process.exitCode = unused.length === 0 ? 0 : 1
