import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'

const root = path.resolve(import.meta.dirname, '..')
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
/** The routes of an API are no files. */
const documents = files.filter((file) => file.endsWith('.md') && !file.endsWith('reference/routes.md'))

const found = (pattern: RegExp, isThere: (name: string, document: string) => boolean) =>
  documents.flatMap((document) =>
    [...readFileSync(path.join(root, document), 'utf8').matchAll(pattern)]
      .map(([, name]) => name!)
      .filter((name) => !isThere(name, document))
      .map((name) => `${document}: ${name}`),
  )

test('links of the documents lead to files', () => {
  const leadsNowhere = found(/\]\((?!https?:)([^)#]+)/g, (target, document) =>
    existsSync(path.resolve(root, path.dirname(document), target)),
  )
  assert.deepEqual(leadsNowhere, [])
})

test('files that the documents name by a part of their path are there', () => {
  const name = /`([\w./-]+\/[\w.-]+\.(?:ts|js|sql|json|md|yml))`/g
  assert.deepEqual(
    found(name, (part) => files.some((file) => `/${file}`.endsWith(`/${part}`))),
    [],
  )
})

const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

test('commands that the documents name are those of the package', () => {
  assert.deepEqual(
    found(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g, (name) => name in scripts),
    [],
  )
})

test('every command of the package is explained to contributors', () => {
  const guide = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8')
  const isExplained = (name: string) => new RegExp(`^\\| \`npm (run )?${name}\\b[^:]`, 'm').test(guide)
  assert.deepEqual(
    Object.keys(scripts).filter((name) => !isExplained(name)),
    [],
  )
})
