import { Readable } from 'node:stream'

const PART = 200

/**
 * Everything that `read` gives, as JSON Lines. Read in parts of 200 while it is sent; the first is there when this returns, so
 * that a database that does not answer is an answer of its own.
 */
export async function exportLines<Doc>(
  read: (afterId: number, limit: number) => Promise<Doc[]>,
  idOf: (doc: Doc) => number,
): Promise<Readable> {
  const first = await read(0, PART)
  return Readable.from(lines(first))

  async function* lines(part: Doc[]): AsyncGenerator<string> {
    let rest = part
    while (rest.length > 0) {
      yield rest.map((doc) => `${JSON.stringify(doc)}\n`).join('')
      rest = rest.length < PART ? [] : await read(idOf(rest.at(-1)!), PART)
    }
  }
}
