import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const FOLDER = new URL('../../page/', import.meta.url)
const TEMPLATES = { page: 'index.html', worker: 'service-worker.js' }

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

/** Stands for the version in the addresses of parts that must not change theirs, such as the icon. */
export const CURRENT = 'current'

export interface PageFile {
  contentType: string
  bytes: Buffer
}

/** The page and its parts, as they are served. */
export interface Page {
  /** Changes with every change of the page. */
  version: string
  html: string
  worker: string
  files: ReadonlyMap<string, PageFile>
}

/** Reads the page of the browser and fills in what its files have to know of each other. */
export function readPage(): Page {
  const read = (name: string) => readFileSync(new URL(name, FOLDER))
  const templates = Object.values(TEMPLATES)
  const files = new Map<string, PageFile>()
  for (const name of readdirSync(FOLDER).toSorted()) {
    const contentType = TYPES[path.extname(name)]
    if (contentType !== undefined && !templates.includes(name))
      files.set(name, { contentType, bytes: read(name) })
  }
  const [html, worker] = templates.map((name) => read(name).toString()) as [string, string]
  const all = [html, worker, ...[...files].flatMap(([name, { bytes }]) => [name, bytes.toString('base64')])]
  const version = hash('sha256', all.join('\n')).slice(0, 16)
  const urlOf = (name: string) => `/page/${version}/${name}`
  const names = [...files.keys()]
  const preloads = names.filter((name) => name.endsWith('.js') && name !== 'app.js')
  const links = preloads.map((name) => `<link rel="modulepreload" href="${urlOf(name)}" />`)
  const lasting = names.map((name) => `/page/${CURRENT}/${name}`).filter((url) => html.includes(url))
  return {
    version,
    html: html.replaceAll('{version}', version).replace('{preloads}', links.join('\n    ')),
    worker: worker
      .replace("from './", `from '/page/${version}/`)
      .replace('{version}', version)
      .replace('{files}', JSON.stringify([...names.map(urlOf), ...lasting])),
    files,
  }
}
