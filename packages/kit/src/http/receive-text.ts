import type { IncomingMessage } from 'node:http'

/**
 * Reads the body of a request as UTF-8 text of at most `maxBytes`, or says why it cannot: it is larger, or it ends early or is
 * no UTF-8.
 */
export async function receiveText(
  raw: IncomingMessage,
  maxBytes: number,
): Promise<{ text: string } | 'too_large' | 'malformed'> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) return 'too_large'
      chunks.push(chunk)
    }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) }
  } catch {
    return 'malformed'
  } finally {
    // Whoever is still sending gets to read the answer only when the rest is taken.
    raw.resume()
  }
}
