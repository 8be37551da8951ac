import { createMutex } from '@groundwork/kit/db/mutex'
import { fail } from './errors.ts'
import type { ImageFormat } from './image-format.ts'

/** Longest side of a stored image. */
const MAX_SIDE = 2000
const QUALITY = 85
/** Larger images are refused before they are decoded: a small file can claim any size. */
const MAX_PIXELS = 50e6
const TIMEOUT_S = 20

export interface EncodedImage {
  bytes: Buffer
  width: number
  height: number
}

// A decoded image may take 200 MB, so one is worked on at a time.
const inTurn = createMutex()

/**
 * Decodes an image and writes it anew in the same format: upright, at most 2000 pixels on its longest side, on white
 * where it was transparent, without metadata. What is not pixels does not survive.
 * @throws `upload.not_an_image` when it cannot be decoded as that format, `upload.too_many_pixels`
 */
export function encodeImage(bytes: Buffer, format: ImageFormat): Promise<EncodedImage> {
  return inTurn(() => encode(bytes, format))
}

async function encode(bytes: Buffer, format: ImageFormat): Promise<EncodedImage> {
  // Loads a native library of 18 MB, which a start without uploads should not wait for.
  const { default: sharp } = await import('sharp')
  const claimed = await sharp(bytes, { limitInputPixels: false }).metadata().catch(refuse)
  if (claimed.format !== format) throw fail('upload.not_an_image')
  if (claimed.width * claimed.height > MAX_PIXELS)
    throw fail('upload.too_many_pixels', { megapixels: MAX_PIXELS / 1e6 })
  const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toFormat(format, format === 'png' ? { compressionLevel: 9 } : { quality: QUALITY })
    .timeout({ seconds: TIMEOUT_S })
    .toBuffer({ resolveWithObject: true })
    .catch(refuse)
  return { bytes: data, width: info.width, height: info.height }
}

function refuse(cause: unknown): never {
  throw fail('upload.not_an_image', undefined, { cause })
}
