import { line } from '@groundwork/kit/http/text'

const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/** Where a client may load an image or a sound from: a path on this server, or an address of the web. */
export const mediaAddress = () =>
  line()
    .min(1)
    .max(2048)
    .refine(isHarmless, 'must be a path on this server, or start with http:// or https://')

function isHarmless(address: string): boolean {
  // Two slashes begin a host of somebody else; other schemes can run scripts.
  if (address.startsWith('//') || /\s/.test(address)) return false
  return !SCHEME.test(address) || (/^https?:\/\//i.test(address) && URL.canParse(address))
}
