import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { systemClock } from '../clock/clock.ts'
import { createMailer } from './create-mailer.ts'
import type { SmtpConfig } from './mail-config.ts'
import { certificate, startMailServer } from '../testing/mail-server.ts'

const hello = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' }

function mailerTo(port: number, smtp: Partial<SmtpConfig> = {}, timeoutMs = 10_000) {
  return createMailer({
    from: { name: 'Library', address: 'desk@library.example' },
    smtp: { host: '127.0.0.1', port, tls: 'starttls', ca: certificate.cert, ...smtp },
    folder: '',
    clock: systemClock,
    log: { info() {} },
    timeoutMs,
  })
}

const code = (expected: string) => ({ name: 'AppError', code: expected })
const refusal = (responseCode: number) => Object.assign(new Error('no'), { responseCode })

test('a message arrives as it was written', async () => {
  const { received, port } = await startMailServer()
  await mailerTo(port).send({ ...hello, subject: 'Grüße', html: '<p>How are you?</p>' }, { id: 'job-1' })
  const { raw, from, to } = received[0]!
  assert.equal(from, 'desk@library.example')
  assert.deepEqual(to, ['ada@example.com'])
  assert.match(raw, /^From: Library <desk@library\.example>\r$/m)
  assert.match(raw, /^To: ada@example\.com\r$/m)
  assert.match(raw, /^Subject: =\?UTF-8\?Q\?Gr=C3=BC=C3=9Fe\?=\r$/m)
  assert.match(raw, /^Message-ID: <job-1@library\.example>\r$/m)
  assert.match(raw, /How are you\?[^]*<p>How are you\?<\/p>/)
})

test('the connection is encrypted as configured, and the sign-in goes over it [W26]', async () => {
  const credentials = { user: 'library', password: 'right' }
  const upgraded = await startMailServer()
  await mailerTo(upgraded.port, { tls: 'starttls', credentials }).send(hello)
  const encrypted = await startMailServer({ secure: true })
  await mailerTo(encrypted.port, { tls: 'implicit', credentials }).send(hello)
  const open = await startMailServer({ allowInsecureAuth: true })
  await mailerTo(open.port, { tls: 'none' }).send(hello)
  const seen = [upgraded, encrypted, open].map(({ received }) =>
    received.map(({ secure, user }) => ({ secure, user })),
  )
  const signedIn = [{ secure: true, user: 'library' }]
  assert.deepEqual(seen, [signedIn, signedIn, [{ secure: false, user: '' }]])
})

test('where STARTTLS is required, a server that does not offer it gets neither password nor message', async () => {
  const seen: string[] = []
  const { port } = await startMailServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => (seen.push('password'), done(null, { user: 'library' })),
    onMailFrom: (_address, _session, done) => (seen.push('message'), done()),
  })
  const mailer = mailerTo(port, { credentials: { user: 'library', password: 'right' } })
  await assert.rejects(mailer.send(hello), code('mail.unavailable'))
  assert.deepEqual(seen, [])
})

test('a server whose certificate nobody vouches for gets no message', async () => {
  const { received, port } = await startMailServer()
  await assert.rejects(mailerTo(port, { ca: undefined }).send(hello), code('mail.unavailable'))
  assert.deepEqual(received, [])
})

test('a permanent answer to the recipient or the message rejects it', async () => {
  const recipient = await startMailServer({ onRcptTo: (_address, _session, done) => done(refusal(550)) })
  await assert.rejects(mailerTo(recipient.port).send(hello), code('mail.rejected'))
  const content = await startMailServer({
    onData: (stream, _session, done) => (stream.resume(), done(refusal(554))),
  })
  await assert.rejects(mailerTo(content.port).send(hello), code('mail.rejected'))
})

test('a temporary answer, a refused sign-in and a server that is away leave the message for later', async () => {
  const busy = await startMailServer({ onRcptTo: (_address, _session, done) => done(refusal(450)) })
  await assert.rejects(mailerTo(busy.port).send(hello), code('mail.unavailable'))
  const strict = await startMailServer()
  const wrong = mailerTo(strict.port, { credentials: { user: 'library', password: 'wrong' } })
  await assert.rejects(wrong.send(hello), code('mail.unavailable'))
  const sender = await startMailServer({ onMailFrom: (_address, _session, done) => done(refusal(550)) })
  await assert.rejects(mailerTo(sender.port).send(hello), code('mail.unavailable'))
  await assert.rejects(mailerTo(await closedPort()).send(hello), code('mail.unavailable'))
})

test('a check signs in and sends nothing', async () => {
  const { received, port } = await startMailServer()
  await mailerTo(port, { credentials: { user: 'library', password: 'right' } }).check()
  const wrong = mailerTo(port, { credentials: { user: 'library', password: 'wrong' } })
  await assert.rejects(wrong.check(), code('mail.unavailable'))
  assert.deepEqual(received, [])
})

test('a server that does not answer, or never comes to an end, is given up on', async () => {
  const silent = await startPlainServer(() => {})
  await assert.rejects(mailerTo(silent, {}, 150).send(hello), code('mail.unavailable'))
  const endless = await startPlainServer((socket) => {
    const timer = setInterval(() => socket.write('220-wait\r\n'), 5)
    socket.on('close', () => clearInterval(timer))
  })
  await assert.rejects(mailerTo(endless, {}, 150).send(hello), code('mail.unavailable'))
})

test('a message that is called off is not sent', async () => {
  const port = await startPlainServer(() => calledOff.abort())
  const calledOff = new AbortController()
  await assert.rejects(mailerTo(port).send(hello, { signal: calledOff.signal }), code('mail.unavailable'))
})

test('neither subject nor recipient can add a header or another recipient', async () => {
  const { received, port } = await startMailServer()
  const mailer = mailerTo(port)
  await mailer.send({ ...hello, subject: 'Hello\r\nBcc: eve@example.com\r\n\r\nand more' })
  assert.deepEqual(received[0]?.to, ['ada@example.com'])
  assert.match(received[0]!.raw, /^Subject: Hello Bcc: eve@example\.com and more\r$/m)
  const evil = [
    'ada@example.com, eve@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    '<eve@example.com>',
    'Ada <ada@example.com>',
    '"a@b" <eve@example.com>',
    'ada@example.com eve',
    'nobody',
    '',
  ]
  for (const to of evil) await assert.rejects(mailer.send({ ...hello, to }), code('mail.rejected'), to)
  assert.equal(received.length, 1)
})

async function startPlainServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
