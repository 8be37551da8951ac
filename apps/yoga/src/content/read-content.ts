import { readdir, readFile } from 'node:fs/promises'

const FOLDER = new URL('../../content/', import.meta.url)

/** A JSON file of the content that ships. */
export const readContentFile = async <T>(file: string): Promise<T> =>
  JSON.parse(await readFile(new URL(file, FOLDER), 'utf8')) as T

/** The JSON files of a content folder, in the order of their names. */
export async function readContentFolder<T>(folder: string): Promise<T[]> {
  const names = (await readdir(new URL(`${folder}/`, FOLDER))).filter((name) => name.endsWith('.json'))
  return Promise.all(names.toSorted().map((name) => readContentFile<T>(`${folder}/${name}`)))
}
