import { isIP, SocketAddress } from 'node:net'

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/
const GROUPS = 8
const GROUPS_OF_A_NETWORK = 4

/**
 * What an address is counted as: an IPv4 address by itself, an IPv6 address with the others of its /64, of which whoever has one has
 * all. Every spelling of an address is the same, and a port that a proxy adds is left out. What is no address stands for itself; who
 * has hung up has none.
 */
export function addressBlock(address: string | undefined): string {
  // The usual one needs no reading.
  if (!address?.includes(':')) return address ?? ''
  const canonical = readAddress(address)
  if (canonical === undefined) return address
  const ipv4 = MAPPED_IPV4.exec(canonical)?.[1] ?? (canonical.includes(':') ? undefined : canonical)
  return ipv4 ?? `${networkOf(canonical)}::/64`
}

/** Lower case, shortened, without zone and port. */
function readAddress(address: string): string | undefined {
  if (isIP(address) === 6) return new SocketAddress({ address, family: 'ipv6' }).address
  return SocketAddress.parse(address)?.address
}

function networkOf(ipv6: string): string {
  const [before = '', after] = ipv6.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const zeros = Array.from({ length: GROUPS - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].slice(0, GROUPS_OF_A_NETWORK).join(':')
}
