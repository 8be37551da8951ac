import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'
import { createTestCertificate } from './certificate.ts'

/** Of every server that these tests start. */
export const certificate = createTestCertificate()

/** A message as the server got it. */
export interface Received {
  raw: string
  from: string
  to: string[]
  secure: boolean
  user: string
}

/** A mail server on 127.0.0.1 that keeps what it receives, until the tests of the file have ended. `right` is every user's password. */
export async function startMailServer(options: SMTPServerOptions = {}, port = 0) {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    closeTimeout: 1,
    ...certificate,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('wrong password')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        received.push(receivedOf(Buffer.concat(chunks).toString(), session))
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  after(() => new Promise<void>((resolve) => server.close(resolve)))
  return { received, port: (server.server.address() as AddressInfo).port }
}

function receivedOf(raw: string, { envelope, secure, user }: SMTPServerSession): Received {
  const from = envelope.mailFrom ? envelope.mailFrom.address : ''
  return { raw, from, to: envelope.rcptTo.map(({ address }) => address), secure, user: String(user ?? '') }
}
