import { readFile } from 'node:fs/promises'
import { markdownTable } from '@groundwork/kit/openapi/markdown-table'

/** A package as the lock file knows it. */
export interface LockedPackage {
  version?: string
  license?: string
  dev?: boolean
  optional?: boolean
  link?: boolean
}

/** What may be used, changed and passed on without passing on one's own source. */
const PERMISSIVE = new Set(
  'MIT MIT-0 ISC 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0 Unlicense CC0-1.0 BlueOak-1.0.0 PostgreSQL Python-2.0 Zlib'.split(
    ' ',
  ),
)

/** Packages with another licence that are used all the same, and why that is no harm. */
const ACCEPTED: { name: RegExp; licence: string; reason: string }[] = [
  {
    name: /^@img\/sharp-/,
    licence: 'LGPL-3.0-or-later',
    reason:
      'libvips, a shared library beside the program: used unchanged, and replaceable by another build of it',
  },
]

interface Listed {
  name: string
  version: string
  licence: string
  use: string
}

/**
 * The page that lists the licence of every package in a lock file, for all platforms.
 * @throws Error with those whose licence is not permissive and that nobody has accepted.
 */
export function licenceList(packages: Readonly<Record<string, LockedPackage>>): string {
  const listed = Object.entries(packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .map(([path, one]) => toListed(path, one))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'))
  const refused = listed.filter((one) => !isAllowed(one))
  if (refused.length > 0)
    throw new Error(
      `These packages have a licence that is not permissive; do without them, or accept them in scripts/licences.ts with the reason:\n${refused
        .map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`)
        .join('\n')}`,
    )
  const rows = new Map(
    listed.map(({ name, version, licence, use }) => [`${name}@${version}`, [name, version, licence, use]]),
  )
  const accepted = ACCEPTED.map(
    ({ name, licence, reason }) => `- ${licence} of \`${name.source}\`: ${reason}.`,
  )
  return [
    markdownTable(['Package', 'Version', 'Licence', 'Used'], [...rows.values()]),
    `Not permissive, and accepted:\n\n${accepted.join('\n')}`,
  ].join('\n\n')
}

function toListed(
  path: string,
  { version = '', license = 'none named', dev, optional }: LockedPackage,
): Listed {
  const use = dev ? 'to develop' : optional ? 'on some platforms' : 'to run'
  return { name: path.slice(path.lastIndexOf('node_modules/') + 13), version, licence: license, use }
}

function isAllowed({ name, licence }: Listed): boolean {
  const isFine = (one: string) =>
    PERMISSIVE.has(one) || ACCEPTED.some((known) => known.licence === one && known.name.test(name))
  const bare = licence.replaceAll(/[()]/g, '')
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isFine)
  return bare.split(' AND ').every(isFine)
}

/** The list of the lock file of this repository. */
export async function licencesOf(lockFile: URL): Promise<string> {
  const { packages } = JSON.parse(await readFile(lockFile, 'utf8')) as {
    packages: Record<string, LockedPackage>
  }
  return licenceList(packages)
}
