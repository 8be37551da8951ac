/** One thing that must not be readable in a log, and what of the line stays useful. */
export interface Leak {
  /** Fields given to the log. */
  fields?: Record<string, unknown>
  message?: string
  /** Parts of the values that no line may contain. */
  hidden: readonly string[]
  /** What must still be there. */
  kept?: readonly string[]
}

const JWT =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiIsImVtYWlsIjoiYW5uQGV4YW1wbGUuY29tIn0.c2lnbmF0dXJlLW5vdC1yZWFs'
const OPAQUE = 'vT9kQ2xW7mZp4RfB1nYc8HsLd3GjU6aE0oXiKtMqNwA'
const HEX = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
const API_KEY = 'gw_live_8fK2mQ9xT4vB7nL1pR6sW3yZ0aC5dE'

const named = (names: string[], value: unknown, hidden: string[]): Leak[] =>
  names.map((name) => ({ fields: { [name]: value, step: 'kept-step' }, hidden, kept: [name, 'kept-step'] }))

const said = (hidden: string, ...messages: string[]): Leak[] =>
  messages.map((message) => ({ message: message.replace('%', () => hidden), hidden: [hidden] }))

/** Secrets that the name of a field gives away. */
const byName: readonly Leak[] = [
  ...named(
    ['password', 'new_password', 'currentPassword', 'PASSWORD', 'passwd', 'db_pass', 'passphrase', 'pwd'],
    'correct horse',
    ['correct', 'horse'],
  ),
  ...named(['password_hash', 'passwordHash', 'salt', 'pin', 'cvc', 'otp', 'totp_secret'], 'short1', [
    'short1',
  ]),
  ...named(
    ['token', 'access_token', 'refreshToken', 'id_token', 'csrfToken', 'device_token', 'resetToken', 'xsrf'],
    'abc-def',
    ['abc-def'],
  ),
  ...named(
    ['authorization', 'Proxy-Authorization', 'cookie', 'Set-Cookie', 'cookies'],
    'sid=s3; theme=dark',
    ['s3'],
  ),
  ...named(
    [
      'apiKey',
      'api_key',
      'x-api-key',
      'private_key',
      'accessKey',
      'signing-key',
      'client_secret',
      'credentials',
    ],
    'k-123',
    ['k-123'],
  ),
  ...named(['email', 'userEmail', 'e_mail', 'contact_email', 'mail'], 'ann', ['"ann"']),
  ...named(['phone', 'phoneNumber', 'mobile', 'fax'], '5551', ['5551']),
  ...named(['first_name', 'lastName', 'fullName', 'display_name', 'username', 'nickname'], 'Ann Onym', [
    'Onym',
  ]),
  ...named(['dob', 'birthDate', 'birthday', 'ssn', 'passport_no', 'tax_id'], '1984-05-06', ['1984-05-06']),
  ...named(['iban', 'card_number', 'accountNumber', 'street', 'postcode', 'latitude'], 'DE12 3', ['DE12 3']),
  ...named(['pin', 'otp', 'latitude', 'ssn'], 482913, ['482913']),
  { fields: { code: '482913' }, hidden: ['482913'], kept: ['code'] },
  { fields: { code: 482913 }, hidden: ['482913'], kept: ['code'] },
  { fields: { code: 'KX7P2M' }, hidden: ['KX7P2M'], kept: ['code'] },
]

/** Secrets deep in what is logged. */
const nested: readonly Leak[] = [
  { fields: { request: { body: { password: 'hunter2' } } }, hidden: ['hunter2'], kept: ['password'] },
  { fields: { a: { b: { c: { d: { token: 'deep-one' } } } } }, hidden: ['deep-one'] },
  { fields: { a: { b: { c: { d: { e: { f: { g: { token: 'too-deep' } } } } } } } }, hidden: ['too-deep'] },
  { fields: { list: [{ id: 7, secret: 'in a list' }] }, hidden: ['in a list'], kept: ['7'] },
  { fields: { users: new Map([['ann@example.com', 1]]) }, hidden: ['ann@example.com'] },
  { fields: { tags: new Set(['ann@example.com', 'blue']) }, hidden: ['ann@example.com'], kept: ['blue'] },
  { fields: { body: { name: 'Ann Onym', age: 411_411 } }, hidden: ['Onym', '411411'], kept: ['name', 'age'] },
  { fields: { payload: { note: 'my knee hurts' } }, hidden: ['knee'], kept: ['note'] },
  { fields: { user: { id: 7, name: 'Ann Onym' } }, hidden: ['Onym'], kept: ['name'] },
  { fields: { params: ['ann', 'x7'] }, hidden: ['ann', 'x7'] },
  { fields: { values: [JWT, 12] }, hidden: [JWT, '12]'] },
  { fields: { row: { weight: 81.5, title: 'private' } }, hidden: ['81.5', 'private'], kept: ['weight'] },
  { fields: { rows: 1234, inserted_rows: 0 }, hidden: ['redacted'], kept: ['rows', '1234', 'inserted_rows'] },
  { fields: { rows: [{ weight: 81.5, title: 'private' }] }, hidden: ['81.5', 'private'], kept: ['weight'] },
  { fields: { rows: [482_913, 'ann'] }, hidden: ['482913', 'ann'] },
  { fields: { rows: 491_701_234_567 }, hidden: ['491701234567'], kept: ['rows'] },
  { fields: { userRows: 81.5 }, hidden: ['81.5'], kept: ['userRows'] },
  { fields: { rows: 'private' }, hidden: ['private'], kept: ['rows'] },
  { fields: { rows: { toJSON: () => 482_913 } }, hidden: ['482913'], kept: ['rows'] },
  { fields: { token_rows: 482_913 }, hidden: ['482913'], kept: ['token_rows'] },
  { fields: { body: { rows: 411_411 } }, hidden: ['411411'], kept: ['rows'] },
  { fields: { profile: { bio: { text: 'I am Ann' } } }, hidden: ['I am Ann'] },
  { fields: { form: new Map([['comment', 'call me']]) }, hidden: ['call me'], kept: ['comment'] },
  {
    fields: { headers: { authorization: `Bearer ${JWT}`, host: 'api' } },
    hidden: [JWT],
    kept: ['"host":"api"'],
  },
  { fields: { headers: { 'set-cookie': ['sid=abc1', 'b=2'] } }, hidden: ['abc1'] },
  {
    fields: { url: new URL('https://ann:s3cr3t@example.com/x') },
    hidden: ['s3cr3t'],
    kept: ['example.com/x'],
  },
  {
    fields: { key: Buffer.from('raw secret bytes') },
    hidden: ['raw secret', '114,97,119'],
    kept: ['16 bytes'],
  },
  { fields: { owner: { toJSON: () => ({ email: 'ann@example.com' }) } }, hidden: ['ann@example.com'] },
  { fields: { big: 4111111111111111n }, hidden: ['4111111111111111'] },
  { fields: { amount_ref: 4111111111111111 }, hidden: ['4111111111111111'] },
  { fields: { config: { databaseUrl: 'postgres://app:pa55@db/app' } }, hidden: ['pa55'], kept: ['db/app'] },
  { fields: { 'ann@example.com': true }, hidden: ['ann@example.com'] },
  { fields: { note: JSON.stringify({ password: 'in "json"', n: 1 }) }, hidden: ['in \\', 'json'] },
  {
    fields: { note: JSON.stringify({ a: JSON.stringify({ token: 'twice-wrapped' }) }) },
    hidden: ['twice-wrapped'],
  },
]

/** Secrets in the text of a message. */
const inText: readonly Leak[] = [
  ...said(
    'ann@example.com',
    'mail to % failed',
    'mail to <%> failed',
    'to="%"',
    'mailto:%',
    'user=%&x=1',
    'Ann Onym <%>, 2 more',
    'no such user: %.',
  ),
  ...said(
    'open-sesame',
    'smtp: user=ann pass=% refused',
    'db_pw: %',
    'pin=%, three tries left',
    'sent {\\"body\\":\\"{\\\\\\"password\\\\\\":\\\\\\"%\\\\\\"}\\"}',
  ),
  ...said('ann%2540example.com', 'GET /users/% failed', 'next=%&page=2'),
  ...said('ann%252540example.com', 'from=%'),
  ...said('ann%40example.com', 'GET /users/% failed', 'next=?mail=%&page=2'),
  ...said('ann.onym+yoga@mail.example.co.uk', 'bounced: %'),
  ...said('änn@exämple.de', 'bounced: %'),
  ...said('"ann onym"@example.com', 'bounced: %'),
  ...said('o’hara_99@sub-domain.example.org', 'sent to (%)'),
  ...said('root@localhost', 'mail to % refused'),
  ...said(JWT, 'bad token %', 'Authorization: Bearer %', 'jwt=%;', '"%"', 'wss://host/socket?access_token=%'),
  ...said(OPAQUE, 'refresh %', 'session (%) ended', '/reset-password/%', 'x-refresh: %', 'key:%'),
  ...said(HEX, 'hash %', 'digest=%', 'sha256:%'),
  ...said(API_KEY, 'key % is revoked', 'X-API-Key: %', '?api_key=%', 'used [%]'),
  ...said('gw_test_4hJ7kL0zXc', 'unknown key %'),
  ...said('sk_live_51H8xExampleExample', 'payment key % refused'),
  ...said('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'signing with %'),
  ...said('ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'push with %'),
  ...said('xoxb-123456789012-abcdefABCDEF', 'posting as %'),
  ...said('AKIAIOSFODNN7EXAMPLE', 'uploading as %'),
  ...said('AIzaSyA-example-example-example-0123456', 'maps key %'),
  ...said(
    'hunter2',
    'password=%',
    'password: %',
    'PGPASSWORD=% psql',
    '{"password":"%"}',
    "pwd='%'",
    'password is %',
  ),
  ...said(
    'hunter2',
    'password "%" refused',
    'new_password=%&a=1',
    'secret=%',
    'with passphrase %=1'.replace(' %', '=%'),
  ),
  ...said('pa55:w@rd', 'postgres://app:%@db.internal:5432/app refused'),
  ...said('pa55word', 'redis://:%@cache:6379/0', 'amqp://guest:%@bus', 'smtps://ann:%@mail.example.com'),
  ...said(
    'hunter2',
    'sent <password>%</password>',
    '<ns:ApiKey type="live">%</ns:ApiKey> refused',
    '<user-password><![CDATA[%]]></user-password>',
    '&lt;secret&gt;%&lt;/secret&gt;',
    'cut in <access_token>%',
    '<input name="password" value="%">',
    '[{"name":"x-api-key","value":"%"}]',
    '{\\"name\\":\\"pin\\",\\"value\\":\\"%\\"}',
  ),
  ...said('dXNlcjpwYXNzd29yZA==', 'Basic %', 'authorization: Basic %'),
  ...said('s%3AabcDEF123.sig', 'Cookie: theme=dark; sid=%; lang=de', 'set-cookie: sid=%; HttpOnly'),
  ...said('4111 1111 1111 1111', 'paid with %'),
  ...said('4111-1111-1111-1111', 'card %.'),
  ...said('5500005555555559', 'card % declined'),
  ...said('378282246310005', 'amex %'),
  ...said('4111.1111.1111.1111', 'card %'),
  ...said('4111  1111  1111  1111', 'card %'),
  ...said('4111/1111/1111/1111', 'card %'),
  ...said('4111\u00a01111\u00a01111\u00a01111', 'card %'),
  ...said('4111\u20111111\u20111111\u20111111', 'card %'),
  ...said('4111+1111+1111+1111', '?number=%&x=1'),
  ...said('4111%201111%201111%201111', '?number=%&x=1'),
  ...said('4111-1111-1111-1111', 'CC%'),
  ...said('3782 822463 10005', 'amex %'),
  ...said('DE89 3704 0044 0532 0130 00', 'transfer to %'),
  ...said('GB29NWBK60161331926819', 'account %,'),
  ...said('+49 170 1234567', 'call %'),
  ...said('+1 (555) 010-9999', 'sms to % failed'),
  ...said('+4915112345678', 'sms:%'),
  ...said('+49\u00a0170\u00a01234567', 'call %'),
  ...said('+1\u2013201\u2013555\u20130123', 'call %'),
  ...said('%2B491701234567', '?to=%'),
  ...said('+49%20170%201234567', '?to=%'),
  ...said('1-800-555-0199', 'call %'),
  ...said('0170-123 45 67', 'call %'),
  ...said('01 23 45 67 89', 'appeler %'),
  ...said('01.23.45.67.89', 'appeler %'),
  ...said('01701234567', 'tel:%', 'ruf % an'),
  ...said('(555) 010-9999', 'call %'),
  ...said('555-010-9999', 'call % today'),
  ...said('0170 1234567', 'ruf % an'),
  ...said('078-05-1120', 'ssn %'),
  ...said('482913', 'GET /verify-email/%', 'POST /invitations/% 404', '?code=%'),
  ...said('Zx81Kq', '/magic-link/%', '/activate/%?from=mail', 'https://app.example.com/#code=%'),
  ...said(
    'c29tZS1zZWNyZXQ',
    '-----BEGIN PRIVATE KEY-----\n%\n-----END PRIVATE KEY-----',
    '-----BEGIN EC PRIVATE KEY-----\n%',
  ),
  ...said('$2b$12$abcdefghijklmnopqrstuv', 'stored %'),
  ...said('$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', 'stored %'),
]

/** What existed without being secret, and must survive. */
export const harmless: readonly string[] = [
  'checks: passed=3, bypass=1, pinned: 2',
  'GET /api/v1/poses/12?page=2',
  'practice_sessions.complete(userId,sessionId) took 120 ms',
  'job 0190b7d2-7c1e-7a44-9b1e-2f1d8c6a5b4e done',
  'at 2026-03-01T07:30:00.000Z',
  'listening on 127.0.0.1:4001',
  'duplicate key value violates unique constraint "users_email_key"',
  'relation "practice_sessions" does not exist',
  'connect ECONNREFUSED 127.0.0.1:5432',
  'Cannot read properties of undefined (reading id)',
  'migration 0003_create_practice_sessions_table.sql ran in 12 ms',
  'at createServerOptionsFromConfig (file:///app/node_modules/fastify/lib/four-oh-four.js:12:34)',
  'postgres://db.internal:5432/app',
  '/api/v1/auth/reset-password/request',
  '/api/v1/profile/api-keys/0190b7d2-7c1e-7a44-9b1e-2f1d8c6a5b4e/rotation',
  'DELETE https://api.example.com/api/v1/sessions/0190b7d2-7c1e-7a44-9b1e-2f1d8c6a5b4e took 12 ms',
  'expected Map<ApiKey> and not Set<Token>',
  '<h1>Reset your password</h1> on 01.02.2026 at 10.11.12, 2026-03-01 07:30:00.123456',
  'span 00f067aa0ba902b7 of 4234567890123456789 bytes, 1764000000000.123456',
  'version 1.2.3-rc.1, 1764000000000, 12.5 %',
]

export const corpus: readonly Leak[] = [...byName, ...nested, ...inText]
