import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** A name or address that leads into a private network, where a stranger's URL must not lead us. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress'
}

/** What is not on the public internet, by the registries of IANA for special purposes. */
const specialIpv4 = blocksOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
])
const globalIpv6 = blocksOf('ipv6', [['2000::', 3]])
const specialIpv6 = blocksOf('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
])

function blocksOf(family: 'ipv4' | 'ipv6', blocks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [network, bits] of blocks) list.addSubnet(network, bits, family)
  return list
}

/** True for an IP address of the public internet. IPv4 written as IPv6 is none. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !specialIpv4.check(address, 'ipv4')
  return family === 6 && globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6')
}

/**
 * Looks a name up and keeps its public addresses only; `PrivateAddress` when it has no other. Given to a connection, it decides about
 * the very address that is connected to. Addresses in place of names never come here: ask `isPublicAddress`.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses = error ? [] : found.filter(({ address }) => isPublicAddress(address))
    const [first] = addresses
    if (error) callback(error, '')
    else if (first === undefined)
      callback(new PrivateAddress(`${hostname} is not on the public internet`), '')
    else if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
