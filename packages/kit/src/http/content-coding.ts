import { promisify } from 'node:util'
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzip,
  gzipSync,
  zstdCompress,
  zstdCompressSync,
} from 'node:zlib'
import type { Transform } from 'node:stream'

/** A way to send a body compressed, by its name in `Accept-Encoding`. */
export type Coding = 'zstd' | 'br' | 'gzip'

/** In the order they are chosen among equals: by bytes saved for the time they take. */
const CODINGS: readonly Coding[] = ['zstd', 'br', 'gzip']
const MOST_REMEMBERED = 200
const MOST_CHARACTERS = 256

const chosen = new Map<string, Coding | undefined>()

/**
 * The coding a caller prefers by its `Accept-Encoding` (RFC 9110, 12.5.3), or undefined when the body is to be sent as it is: also
 * for one that refuses that too, since answering it in a form it named unacceptable beats not answering.
 */
export function chooseCoding(acceptEncoding: string | undefined): Coding | undefined {
  if (acceptEncoding === undefined || acceptEncoding.length > MOST_CHARACTERS) return undefined
  // Clients of one kind send the same text with every request.
  if (chosen.has(acceptEncoding)) return chosen.get(acceptEncoding)
  const coding = preferred(acceptEncoding)
  if (chosen.size < MOST_REMEMBERED) chosen.set(acceptEncoding, coding)
  return coding
}

function preferred(acceptEncoding: string): Coding | undefined {
  const weights = new Map<string, number>()
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    const value = weight === undefined ? 1 : Number(weight.slice(2))
    weights.set(name === 'x-gzip' ? 'gzip' : name, value >= 0 && value <= 1 ? value : 0)
  }
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0
  // A body as it is suits whoever does not refuse it, but a coding that was asked for suits better.
  let best: Coding | undefined
  let most = weights.get('identity') ?? 0
  for (const coding of CODINGS) {
    const weight = weightOf(coding)
    if (weight > 0 && (best === undefined ? weight >= most : weight > most)) {
      best = coding
      most = weight
    }
  }
  return best
}

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, ZSTD_c_compressionLevel } = constants

/** `quick` for an answer that is sent once, `thorough` for one that is compressed once and sent often. */
export type Effort = 'quick' | 'thorough'

/** 30 kB of poses in µs and bytes, quick then thorough: zstd 140/9.6k and 540/9.0k, br 120/10.9k and 500/9.3k, gzip 220/10.3k and 500/9.1k. */
const LEVELS: Record<Coding, Record<Effort, number>> = {
  zstd: { quick: 3, thorough: 9 },
  br: { quick: 1, thorough: 5 },
  gzip: { quick: 1, thorough: 6 },
}

const brotliOptions = (level: number, size?: number) => ({
  params: { [BROTLI_PARAM_QUALITY]: level, ...(size !== undefined && { [BROTLI_PARAM_SIZE_HINT]: size }) },
})
const zstdOptions = (level: number) => ({ params: { [ZSTD_c_compressionLevel]: level } })

const gzipLater = promisify(gzip)
const brotliLater = promisify(brotliCompress)
const zstdLater = promisify(zstdCompress)

/** Bodies over this size are compressed beside the event loop; below it the way there and back costs more than it spares. */
const BESIDE_BYTES = 64 * 1024

/** Compresses a whole body. */
export function compress(coding: Coding, body: Buffer, effort: Effort): Buffer | Promise<Buffer> {
  const level = LEVELS[coding][effort]
  const here = body.length <= BESIDE_BYTES
  switch (coding) {
    case 'zstd':
      return (here ? zstdCompressSync : zstdLater)(body, zstdOptions(level))
    case 'br':
      return (here ? brotliCompressSync : brotliLater)(body, brotliOptions(level, body.length))
    case 'gzip':
      return (here ? gzipSync : gzipLater)(body, { level })
  }
}

/** What a stream is piped through to be compressed; what was written comes out with each pause of the source. */
export function compressingStream(coding: Coding): Transform {
  const level = LEVELS[coding].quick
  switch (coding) {
    case 'zstd':
      return createZstdCompress({ ...zstdOptions(level), flush: constants.ZSTD_e_flush })
    case 'br':
      return createBrotliCompress({ ...brotliOptions(level), flush: constants.BROTLI_OPERATION_FLUSH })
    case 'gzip':
      return createGzip({ level, flush: constants.Z_SYNC_FLUSH })
  }
}

const TEXT_TYPE = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript)\b|image\/svg\+xml)/

/** Whether bodies of a media type get smaller: text does, pictures are compressed already. */
export const isCompressible = (contentType: string): boolean => TEXT_TYPE.test(contentType)
