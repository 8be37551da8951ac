/** Separates the parts; a form cut short by hand names it too. */
export const BOUNDARY = 'boundary-of-a-test-form'

export interface FormFile {
  field?: string
  name?: string
  type?: string
  bytes: Uint8Array | string
}

/** The body and headers of a `multipart/form-data` request with these files. */
export function formOf(...files: FormFile[]): { body: Buffer; headers: Record<string, string> } {
  const parts = files.flatMap(({ field = 'file', name = 'photo.jpg', type = 'image/jpeg', bytes }) => [
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ])
  return {
    body: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  }
}
