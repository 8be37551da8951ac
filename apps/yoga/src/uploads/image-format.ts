/** The image formats that are accepted and stored. */
export const IMAGE_FORMATS = {
  jpeg: { name: 'JPEG', extension: 'jpg', mediaType: 'image/jpeg' },
  png: { name: 'PNG', extension: 'png', mediaType: 'image/png' },
  webp: { name: 'WEBP', extension: 'webp', mediaType: 'image/webp' },
} as const

export type ImageFormat = keyof typeof IMAGE_FORMATS

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG_SIGNATURE = Buffer.from([0xff, 0xd8, 0xff])

/** The format that the first bytes of a file tell, or undefined when it is none of ours. */
export function formatOf(bytes: Buffer): ImageFormat | undefined {
  if (bytes.subarray(0, 3).equals(JPEG_SIGNATURE)) return 'jpeg'
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return 'png'
  const isRiff = bytes.toString('latin1', 0, 4) === 'RIFF'
  return isRiff && bytes.toString('latin1', 8, 12) === 'WEBP' ? 'webp' : undefined
}

/** The media type of a stored image, by the end of its name. */
export function mediaTypeOf(fileName: string): string | undefined {
  const formats = Object.values(IMAGE_FORMATS)
  return formats.find(({ extension }) => fileName.endsWith(`.${extension}`))?.mediaType
}
