import type { IncomingMessage } from 'node:http'
import { Busboy, type BusboyInstance } from '@fastify/busboy'

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
export function receiveFile(raw: IncomingMessage, options: ReceiveOptions): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    const form = parserOf(raw, options.maxBytes)
    if (typeof form === 'string') {
      raw.resume()
      resolve(form)
      return
    }
    let file: Buffer | undefined
    const settle = (outcome: Buffer | Refusal) => {
      raw.unpipe(form)
      // Whoever is still sending gets to read the answer only when the rest is taken.
      raw.resume()
      resolve(outcome)
    }
    let isTaken = false
    form.on('file', (field, stream) => {
      stream.on('error', () => settle('malformed'))
      if (field !== options.field || isTaken) {
        stream.resume()
        return
      }
      isTaken = true
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('limit', () => settle('too_large'))
      stream.on('end', () => {
        file = Buffer.concat(chunks)
      })
    })
    form.on('finish', () => settle(file ?? 'missing'))
    form.on('error', () => settle('malformed'))
    raw.on('error', () => settle('malformed'))
    raw.on('close', () => {
      if (!raw.readableEnded) settle('malformed')
    })
    raw.pipe(form)
  })
}

function parserOf({ headers }: IncomingMessage, maxBytes: number): BusboyInstance | Refusal {
  const contentType = headers['content-type']
  if (contentType === undefined) return 'missing'
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': contentType },
      limits: { ...OTHER_FIELDS, fileSize: maxBytes },
    })
  } catch {
    return 'malformed'
  }
}
