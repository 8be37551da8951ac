import fc from 'fast-check'

/** Texts that have broken parsers, databases, logs and file systems. */
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\uFEFF',
  '\u202Etxt',
  'e\u0301'.repeat(40),
  '🧘'.repeat(60),
  "'; drop table users; --",
  '" or 1=1 --',
  "\\'; select pg_sleep(10); --",
  '%',
  '_%_',
  '\\',
  '$1',
  '../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  'C:\\windows\\win.ini',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '${7*7}',
  '\r\nSet-Cookie: a=b',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  'true',
  '[object Object]',
  '__proto__',
  'constructor',
  '-0',
  '00',
  '1e3',
  '1e999',
  '0x10',
  '+1',
  ' 1 ',
  '1_000',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '999999999999999999999999999999',
  '0000-00-00',
  '2026-02-30',
  '2026-02-29T25:61:61Z',
  '275760-09-13T00:00:00.000Z',
  '-000001-01-01T00:00:00Z',
  '2026-03-01T00:00:00+99:99',
  'a@b',
  'a@b.test',
  `${'a'.repeat(64)}@${'b'.repeat(180)}.com`,
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(300),
  'x'.repeat(5000),
]

const NUMBERS = [0, -0, 1, -1, 0.1, -1.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e21, 1e308, 5e-324]

// The unit `binary` of fast-check says the same, and takes seconds for an index of all code points.
const codePoint = fc.nat({ max: 0x10_ffff }).map((code) => String.fromCodePoint(code))

/** Text that is no friend of whoever reads it. */
export const hostileText = (): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...TEXTS) }, fc.string({ unit: codePoint, maxLength: 40 }))

/** Any JSON where another was expected. */
export const hostileJson = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: hostileText() },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS) },
    fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { '': '' }),
    fc.jsonValue({ maxDepth: 3 }),
  )

/** Bodies that are no JSON, or JSON that does harm when it is believed. */
export const hostileRawBody = (): fc.Arbitrary<string | Buffer> =>
  fc.constantFrom<string | Buffer>(
    '{',
    '{"a":}',
    'null',
    '""',
    '[]',
    'undefined',
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"a":1,"a":2}',
    '1e9999',
    '['.repeat(5000),
    '{"a":'.repeat(3000),
    // Well-formed, and deeper than whoever walks through it by recursion bears.
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `{"surprise":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    '\uFEFF{}',
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  )

/** Header fields as nobody in their right mind sends them. */
export const hostileHeaders = (): fc.Arbitrary<Record<string, string>> => {
  const value = fc.oneof(
    fc.constantFrom('', ' ', '*', '*/*;q=0', 'null', 'https://evil.example', 'x'.repeat(3000), '"', ',,,'),
    fc.string({ maxLength: 30 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '')),
  )
  const names = [
    'x-request-id',
    'cookie',
    'origin',
    'accept',
    'accept-encoding',
    'accept-language',
    'if-none-match',
    'range',
    'x-forwarded-for',
    'x-http-method-override',
    'user-agent',
    'expect-ct',
    'authorization',
    'x-api-key',
    'idempotency-key',
    'if-match',
    'traceparent',
    'api-version',
    'content-encoding',
    'host',
    'expect',
    'te',
    'if-range',
    'if-modified-since',
    'if-unmodified-since',
    'forwarded',
    'x-forwarded-host',
    'x-forwarded-proto',
    'tracestate',
  ]
  return fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 })
}
