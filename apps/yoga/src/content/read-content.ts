import { readdir, readFile } from 'node:fs/promises'

const FOLDER = new URL('../../content/', import.meta.url)

/** The JSON files of a content folder, in the order of their names. */
export async function readContentFolder<T>(folder: string): Promise<T[]> {
  const url = new URL(`${folder}/`, FOLDER)
  const names = (await readdir(url)).filter((name) => name.endsWith('.json')).toSorted()
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, url), 'utf8')) as T))
}
