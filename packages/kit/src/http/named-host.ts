import type { IncomingMessage } from 'node:http'

/** A registered name or an address, and perhaps a port (RFC 9110, 7.2; RFC 3986, 3.2.2). It may be empty. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\da-f:.]+\])(?::\d*)?$/i

/**
 * Whether a request names its host as RFC 9112 (3.2) asks: once, by something that can be a host. HTTP/1.0 may leave it out. Two
 * servers on the way could otherwise take it for a request to two hosts.
 */
export function namesItsHost({ rawHeaders, headers, httpVersion }: IncomingMessage): boolean {
  const { host } = headers
  if (host === undefined) return httpVersion !== '1.1'
  let times = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (name.length === 4 && name.toLowerCase() === 'host') times++
  }
  return times === 1 && HOST.test(host)
}
