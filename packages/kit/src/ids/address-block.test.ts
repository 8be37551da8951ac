import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressBlock } from './address-block.ts'

const same = (block: string, ...spellings: string[]) => {
  for (const spelling of spellings) assert.equal(addressBlock(spelling), block, spelling)
}

test('an IPv4 address counts by itself, however it is written and whatever port a proxy adds', () => {
  same('192.0.2.7', '192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:207', '0:0:0:0:0:ffff:192.0.2.7')
  same('192.0.2.7', '192.0.2.7:51034', '[::ffff:192.0.2.7]:443')
})

test('an IPv6 address counts with the others of its /64, and with no more', () => {
  same('2001:db8:1:2::/64', '2001:db8:1:2::7', '2001:DB8:1:2:ffff:0:0:1', '2001:0db8:0001:0002::')
  same('2001:db8:1:2::/64', '[2001:db8:1:2::7]:51034', '2001:db8:1:2::192.0.2.7')
  same('2001:db8:1:3::/64', '2001:db8:1:3::7')
  same('2001:db8:0:0::/64', '2001:db8::1', '2001:db8:0::2')
  same('fe80:0:0:0::/64', 'fe80::1%eth0', 'fe80::2')
  same('0:0:0:0::/64', '::1')
})

test('what is no address stands for itself, and nothing for who has none', () => {
  same('unknown', 'unknown')
  same('not:an address', 'not:an address')
  assert.equal(addressBlock(undefined), '')
})
