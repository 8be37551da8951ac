import type { IncomingMessage } from 'node:http'
import type { BusboyInstance } from '@fastify/busboy'

export interface ReceiveOptions {
  /** Name of the form field that holds the file. */
  field: string
  /** Largest file in bytes; a larger one is given up while it arrives. */
  maxBytes: number
}

/** Why no file came out of a form: not there, larger than allowed, or a form that cannot be read to its end. */
export type Refusal = 'missing' | 'too_large' | 'malformed'

// What a form may hold besides its file.
const OTHER_FIELDS = { fields: 20, files: 4, fieldSize: 10_000, headerPairs: 50, headerSize: 8192 }

/**
 * Reads a `multipart/form-data` request and returns the bytes of the first file in `field`, or why there are none.
 * No more than `maxBytes` are held; what else arrives is dropped. The name and type that the sender gave are not kept:
 * neither says what the bytes are.
 */
export async function receiveFile(raw: IncomingMessage, options: ReceiveOptions): Promise<Buffer | Refusal> {
  const form = await parserOf(raw, options.maxBytes)
  try {
    if (typeof form === 'string') return form
    return raw.destroyed ? 'malformed' : await firstFile(raw, form, options.field)
  } finally {
    // Whoever is still sending gets to read the answer only when the rest is taken.
    raw.unpipe().resume()
  }
}

function firstFile(raw: IncomingMessage, form: BusboyInstance, wanted: string): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    let file: Buffer | undefined
    let isTaken = false
    form.on('file', (field, stream) => {
      stream.on('error', () => resolve('malformed'))
      if (field !== wanted || isTaken) {
        stream.resume()
        return
      }
      isTaken = true
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('limit', () => resolve('too_large'))
      stream.on('end', () => {
        file = Buffer.concat(chunks)
      })
    })
    form.on('finish', () => resolve(file ?? 'missing'))
    form.on('error', () => resolve('malformed'))
    raw.on('error', () => resolve('malformed'))
    raw.on('close', () => {
      if (!raw.readableEnded) resolve('malformed')
    })
    raw.pipe(form)
  })
}

async function parserOf({ headers }: IncomingMessage, maxBytes: number): Promise<BusboyInstance | Refusal> {
  const contentType = headers['content-type']
  if (contentType === undefined) return 'missing'
  const { Busboy } = await import('@fastify/busboy')
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': contentType },
      limits: { ...OTHER_FIELDS, fileSize: maxBytes },
    })
  } catch {
    return 'malformed'
  }
}
