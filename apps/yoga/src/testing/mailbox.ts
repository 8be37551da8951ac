import { startMailServer } from '@groundwork/kit/testing/mail-server'

/** A mail server for the tests of a file, and what arrives there. `env` makes an app send to it. */
export async function startMailbox() {
  const { port, received } = await startMailServer()
  return {
    env: { SMTP_URL: `smtp://127.0.0.1:${port}`, SMTP_TLS: 'none' },
    /** The mails to an address since the last look, oldest first. */
    take: (to: string): Mail[] => {
      const mine = received.filter((mail) => mail.to.includes(to))
      for (const mail of mine) received.splice(received.indexOf(mail), 1)
      return mine.map(({ raw }) => mailOf(raw))
    },
  }
}

export interface Mail {
  subject: string
  text: string
  /** The first link in the text. */
  link: string | undefined
  /** The token in that link. */
  token: string | undefined
}

function mailOf(raw: string): Mail {
  const [head = '', body = ''] = raw.split(/\r\n\r\n(.*)/s)
  const isEncoded = /^content-transfer-encoding: quoted-printable/im.test(head)
  const text = (isEncoded ? fromQuotedPrintable(body) : body).replaceAll('\r\n', '\n')
  const link = /https?:\S+/.exec(text)?.[0]
  return {
    subject: /^subject: (.*)$/im.exec(head)?.[1]?.trim() ?? '',
    text,
    link,
    token: link && /[\w-]{43}$/.exec(link)?.[0],
  }
}

const fromQuotedPrintable = (text: string): string =>
  text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
