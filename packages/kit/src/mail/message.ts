import { mailErrors } from './errors.ts'

/** A message to one person. */
export interface Message {
  /** One address, without a name. */
  to: string
  subject: string
  text: string
  html?: string
}

/** An address with the name that mail programs show. */
export interface Sender {
  name: string
  address: string
}

const SPECIAL = String.raw`\s@<>()\[\]\\,;:"\p{Cc}`
const ADDRESS = new RegExp(`^[^${SPECIAL}]{1,64}@[^${SPECIAL}]{1,189}$`, 'u')
const NAMED_ADDRESS = /^([^<>\p{Cc}]*)<([^<>]+)>$/u

/** True for one plain address, as `RCPT TO` takes it: no name, no quotes, no list. */
const isAddress = (text: string): boolean => ADDRESS.test(text)

/** The sender written as `Name <address>` or as an address alone. @throws Error when it is neither. */
export function parseSender(text: string): Sender {
  const [, name = '', address = text] = NAMED_ADDRESS.exec(text.trim()) ?? []
  if (!isAddress(address.trim())) throw new Error('not a sender')
  return { name: name.trim().replaceAll('"', ''), address: address.trim() }
}

/**
 * The message as nodemailer takes it: nothing in it can become a further header or recipient.
 * @throws AppError `mail.rejected` when `to` is not one address.
 */
export function composeMessage(message: Message, from: Sender, id: string | undefined) {
  if (!isAddress(message.to))
    throw mailErrors.fail('mail.rejected', undefined, { cause: new Error('not an address') })
  return {
    from,
    // An object is taken as it is; a text would be read as a list.
    to: { name: '', address: message.to },
    subject: message.subject.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
    text: message.text,
    html: message.html,
    messageId: id === undefined ? undefined : `<${id}@${domainOf(from.address)}>`,
  }
}

const domainOf = (address: string) => address.slice(address.indexOf('@') + 1)
