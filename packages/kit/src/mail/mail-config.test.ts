import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../config/read-config.ts'
import { mailVariables, readMailConfig } from './mail-config.ts'

const read = (env: Record<string, string>, production = false) =>
  readMailConfig(readConfig(mailVariables, env, { production }), { production })

test('a mail server is named by a URL or by its parts, and its encryption follows from either', () => {
  const cases: [Record<string, string>, object][] = [
    [{ SMTP_URL: 'smtps://mail.example.com' }, { host: 'mail.example.com', port: 465, tls: 'implicit' }],
    [{ SMTP_URL: 'smtp://mail.example.com' }, { host: 'mail.example.com', port: 587, tls: 'starttls' }],
    [{ SMTP_URL: 'smtp://mail.example.com:465' }, { host: 'mail.example.com', port: 465, tls: 'implicit' }],
    [
      { SMTP_URL: 'smtp://[::1]:1025', SMTP_TLS: 'none' },
      { host: '::1', port: 1025, tls: 'none' },
    ],
    [{ SMTP_HOST: 'mail.example.com' }, { host: 'mail.example.com', port: 587, tls: 'starttls' }],
    [
      { SMTP_HOST: 'mail.example.com', SMTP_PORT: '465' },
      { host: 'mail.example.com', port: 465, tls: 'implicit' },
    ],
    [
      { SMTP_HOST: 'mail.example.com', SMTP_TLS: 'none' },
      { host: 'mail.example.com', port: 25, tls: 'none' },
    ],
  ]
  for (const [env, expected] of cases)
    assert.deepEqual(read(env).smtp, { ...expected, credentials: undefined })
})

test('user and password come with the URL, encoded, or beside the host', () => {
  const credentials = { user: 'desk@library', password: 'p:s/w' }
  assert.deepEqual(
    read({ SMTP_URL: 'smtps://desk%40library:p%3As%2Fw@mail.example.com' }).smtp?.credentials,
    credentials,
  )
  const parts = { SMTP_HOST: 'mail.example.com', SMTP_USER: 'desk@library', SMTP_PASSWORD: 'p:s/w' }
  assert.deepEqual(read(parts).smtp?.credentials, credentials)
})

test('without a server messages go to files, except in production', () => {
  assert.deepEqual(read({ MAIL_FROM: 'Library <desk@library.example>' }), {
    from: { name: 'Library', address: 'desk@library.example' },
    smtp: undefined,
  })
  assert.throws(() => read({}, true), /SMTP_URL or SMTP_HOST has no default in production/)
})

test('variables that contradict one another stop the start', () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ SMTP_URL: 'smtps://a.example', SMTP_HOST: 'b.example' }, /SMTP_URL says all that SMTP_HOST/],
    [{ SMTP_URL: 'smtps://a.example', SMTP_TLS: 'starttls' }, /`starttls` contradicts SMTP_URL/],
    [{ SMTP_URL: 'smtps://a.example', SMTP_TLS: 'none' }, /`none` contradicts SMTP_URL/],
    [{ SMTP_URL: 'smtp://me:100%@a.example' }, /written `%25`/],
    [{ SMTP_URL: 'smtp://me:secret@a.example', SMTP_TLS: 'none' }, /password in the clear/],
    [{ SMTP_HOST: 'a.example', SMTP_USER: 'me' }, /belong together/],
    [{ SMTP_HOST: 'a.example', SMTP_TLS: 'both' }, /SMTP_TLS: "both" is not/],
    [{ MAIL_FROM: 'Library' }, /MAIL_FROM is neither/],
    [{ MAIL_FROM: 'a@b.example, c@d.example' }, /MAIL_FROM is neither/],
  ]
  for (const [env, expected] of cases) assert.throws(() => read(env), expected)
})

test('no message about the configuration shows a password', () => {
  const env = {
    SMTP_URL: 'smtps://me:secret@a.example',
    SMTP_HOST: 'b.example',
    SMTP_PASSWORD: 'secret',
    SMTP_TLS: 'none',
  }
  assert.throws(
    () => read(env),
    (error: Error) => !error.message.includes('secret'),
  )
})
