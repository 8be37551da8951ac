import { redactText } from './redact-text.ts'

/**
 * What a field's name says of its value: `hide` it; `hide_all` that is below it and keep the names; `count` keeps how many there are
 * and hides what they are; `code` keeps stable codes and hides what a person was sent; `keep` it as it is, for ids of our own
 * making; `scan` it for what looks secret.
 */
export type NameRule = 'hide' | 'hide_all' | 'count' | 'code' | 'keep' | 'scan'

const STEMS =
  /passw|passphrase|secret|token|authorization|cookie|credential|apikey|privatekey|accesskey|signingkey|encryptionkey|email|phone|iban|birth|firstname|lastname|fullname|displayname|givenname|familyname|maidenname|username|nickname|cardnumber|accountnumber|taxid|passport|streetaddress|postaladdress|homeaddress|latitude|longitude|signature|connectionstring|recoverycode|backupcode|onetimecode|verificationcode|pairingcode|invitecode|resetlink|magiclink/
const WORDS = new Set(
  'pass pwd pw jwt otp totp pin cvv cvc ssn bic dob mobile tel fax sid salt nonce csrf xsrf mail street zip postcode surname pan'.split(
    ' ',
  ),
)
/** A last word after which a value only describes: `token_expires_at`, `password_length`. */
const DESCRIBING = new Set(
  'at ms s seconds count total length size type kind version ttl enabled required verified status state limit'.split(
    ' ',
  ),
)
/** Objects that hold what people sent or what is known of them; of `rows`, a number says how many there are. */
const CONTAINERS = new Set(
  'body payload input form values params parameters row user profile person claims customer recipient bindings arguments'.split(
    ' ',
  ),
)
/** Ids that this server makes or checks, and facts of the transport. */
const KEPT = new Set(
  'request_id trace_id span_id method route status client_ip job jobId job_id statement constraint table column schema'.split(
    ' ',
  ),
)

/** A name as it may be written down, and what it says of its value. */
interface Name {
  readonly shown: string
  readonly rule: NameRule
}

const MOST_KNOWN = 2000
const known = new Map<string, Name>()

/** What is known of a field's name, in any spelling: `newPassword`, `new_password`, `New-Password`. */
export function readName(name: string): Name {
  const learned = known.get(name)
  if (learned !== undefined) return learned
  const read = { shown: redactText(name), rule: ruleOf(name) }
  if (known.size < MOST_KNOWN) known.set(name, read)
  return read
}

function ruleOf(name: string): NameRule {
  if (KEPT.has(name)) return 'keep'
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean)
  const last = words.at(-1) ?? ''
  if (last === 'code' && words.length === 1) return 'code'
  if (STEMS.test(words.join('')) || words.some((word) => WORDS.has(word)))
    return words.length > 1 && DESCRIBING.has(last) ? 'scan' : 'hide'
  if (last === 'rows') return 'count'
  return CONTAINERS.has(last) ? 'hide_all' : 'scan'
}
