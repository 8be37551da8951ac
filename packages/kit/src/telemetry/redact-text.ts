import { marks, marksOf } from './text-marks.ts'

/** What stands where something was taken out. */
export const REDACTED = '[redacted]'

const MOST_CHARACTERS = 8192

const SECRET_WORD =
  '[\\w.-]*(?:passw(?:or)?d|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|signature|credentials?|cookie|authorization|session[_-]?id|e-?mail|phone|iban|ssn|cvv|cvc|otp)(?:[\\w.-]*)|(?:[\\w.-]*[_.-])?(?:pass|pw|pin|passcode)(?![\\w.-])'
const VALUE = '(?:"(?:[^"\\\\]|\\\\.)*"?|\'(?:[^\'\\\\]|\\\\.)*\'?|[^\\s&,;"\'<>)}\\]|]+)'

/** Marks a text must have for the rule to be tried, what to look for, and what stands there instead. */
type Rule = [needs: number, pattern: RegExp, replacement: string | ((match: string) => string)]

/** What stands between the groups of a number: spaces and dashes of any kind, also as URLs spell them. */
const BETWEEN = '(?:[ \\u00a0\\u2009\\u202f().\\-\\u2010-\\u2015/]|%20)'
const GROUPS = '(?:[ \\u00a0\\u2009\\u202f.\\-\\u2010-\\u2015/_+]{1,2}|%20)'

const { at, pair, digits, run, space, slash, dollar, paren, dashes, angle } = marks

const RULES: readonly Rule[] = [
  // What PostgreSQL quotes of a row.
  [
    pair | paren,
    /(\bKey \([^)]*\)=\()[\s\S]*?(\) (?:already exists|is not present|is still referenced|conflicts|\w+)|\)?$)/g,
    `$1${REDACTED}$2`,
  ],
  [space | paren, /(Failing row contains \()[\s\S]*?(\)\.?(?=\s|$|"|\\)|$)/g, `$1${REDACTED}$2`],
  [dashes, /-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]*-----|$)/g, REDACTED],
  // The user and password of a URL, also where the password holds an @.
  [at | slash, /:\/\/[^\s/?#"'<>]*@/g, `://${REDACTED}@`],
  [
    pair,
    /\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\r\n"']+)/gi,
    `$1$2${REDACTED}`,
  ],
  [
    pair,
    new RegExp(`(?<![\\w.-])(${SECRET_WORD})(\\\\*["']?\\]?\\s*(?:=>|[:=])\\s*\\\\*)${VALUE}`, 'gi'),
    `$1$2${REDACTED}`,
  ],
  // A name and its value apart, as in forms and lists of headers.
  [
    pair,
    new RegExp(
      `(\\b(?:name|key)\\\\*["']?\\s*[:=]\\s*\\\\*["'](?:${SECRET_WORD})\\\\*["'][\\s,]{0,20}\\\\*["']?value\\\\*["']?\\s*[:=]\\s*\\\\*)${VALUE}`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  // Markup, also where it is escaped. What stands in it may be wrapped once more.
  [
    angle,
    new RegExp(
      `((?<!\\w)(?:<|&lt;)(?:\\w+:)?(?:${SECRET_WORD})(?:\\s[^<>&]{0,200})?(?:>|&gt;)(?:<!\\[CDATA\\[)?)[^<&]+`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  [pair, /([?&#](?:code|key|sig|state|nonce|auth|hash|t|k|ticket|otp|pin)=)[^&\s"'<>]+/gi, `$1${REDACTED}`],
  [
    space,
    /\b(passwords?|passphrase|passcode|secret|pin|otp|api key|token)(\s+(?:is|was|of|to|for \S+ is)\s+|\s+(?=["'`]))(?:"[^"]*"|'[^']*'|`[^`]*`|[^\s,;]+)/gi,
    `$1$2${REDACTED}`,
  ],
  [
    space,
    /\b([Bb]earer|[Bb]asic|[Dd]igest|[Nn]egotiate|[Aa]pi[Kk]ey|[Tt]oken)\s+(?=\S*[A-Z\d=._])[\w.~+/=:-]{6,}/g,
    `$1 ${REDACTED}`,
  ],
  [run, /\beyJ[\w-]{4,}(?:\.[\w-]*){0,4}/g, REDACTED],
  [dollar, /\$(?:argon2\w*|2[abxy]|scrypt|pbkdf2[\w-]*|[156y])\$[^\s"',;)]+/g, REDACTED],
  [
    run,
    /\b(?:(?:gw|sk|pk|rk|rp|re|whsec|whsk|gh[opsur]|github_pat|glpat|npm|pypi|dop|hf|shpat|lin|key|tok)[_-]|xox[a-z]-|SG\.|AKIA|ASIA|AIza|ya29\.)[\w.+/=-]{8,}/g,
    REDACTED,
  ],
  // The look-behind lets a match begin only where a word does: without it a long word takes quadratic time.
  [
    at,
    /(?:"[^"\r\n]{1,64}"|(?<![^\s@"'`<>()[\]{},;:=/?&|])[^\s@"'`<>()[\]{},;:=/?&|]+)(?:@|%(?:25)*40)(?:(?:[\p{L}\d-]+\.)+\p{L}{2,}|localhost)\b/giu,
    REDACTED,
  ],
  [digits, /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?\b/g, REDACTED],
  [digits, /(?<![\w.-])\d(?:[ -]?\d){13,18}(?![\w-])/g, hideCard],
  [
    digits,
    new RegExp(
      `(?<!\\d)\\d{4}(?:(?:${GROUPS}\\d{4}){2}${GROUPS}\\d{1,7}|${GROUPS}\\d{6}${GROUPS}\\d{5})(?![\\w-])`,
      'g',
    ),
    hideCard,
  ],
  [digits, /\b\d{3}-\d{2}-\d{4}\b/g, REDACTED],
  [
    digits,
    new RegExp(`(?<![\\w.])(?:\\+|00|%2B)[1-9]\\d{0,2}${BETWEEN}*\\d(?:${BETWEEN}*\\d){5,12}\\b`, 'gi'),
    REDACTED,
  ],
  [digits, /(?<![\w.-])(?:1[ .-])?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])/g, REDACTED],
  [digits, /(?<![\w.,:-])\(?0\d{2,4}\)?[ /-]\d{3,4}[ -]?\d{2,5}(?:[ -]\d{2,4})?(?![\w-])/g, REDACTED],
  [digits, /(?<![\w.,-])0[1-9](?:(?:[ .-]\d{2}){4}|\d{8,10})(?![\w.-])/g, REDACTED],
  [
    slash,
    /(\/[\w-]*(?:reset|verif|confirm|invit|activat|magic|unsubscri|token)[\w-]*\/)((?=[^/?#\s"']*[A-Z\d%])[^/?#\s"']{4,}|[^/?#\s"']{16,})/g,
    `$1${REDACTED}`,
  ],
  [run, /[A-Za-z\d_+/=-]{20,}/g, (run) => (looksRandom(run) ? REDACTED : run)],
]

/**
 * A text without what is secret or personal in it: credentials, tokens, keys, passwords in URLs and pairs, addresses of
 * people, phone, card and account numbers. What is left keeps its shape. Longer texts are cut after 8192 characters.
 */
export function redactText(text: string): string {
  const whole = text.length > MOST_CHARACTERS ? cut(text) : text
  const marked = marksOf(whole)
  if (marked === 0) return whole
  let clean = whole
  for (const [needs, pattern, replacement] of RULES)
    if ((marked & needs) === needs) clean = clean.replace(pattern, replacement as string)
  return clean
}

/** Cuts at a space where there is one near: a token cut in two would no longer look like one. */
function cut(text: string): string {
  const space = text.lastIndexOf(' ', MOST_CHARACTERS)
  const end = space > MOST_CHARACTERS - 512 ? space : MOST_CHARACTERS
  return `${text.slice(0, end)} … ${text.length - end} more characters`
}

function hideCard(number: string): string {
  return passesLuhn(number.replaceAll('%20', ' ')) ? REDACTED : number
}

/** The check digit of payment cards. */
export function passesLuhn(text: string): boolean {
  let sum = 0
  let double = false
  for (let i = text.length - 1; i >= 0; i--) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) continue
    const value = double ? digit * 2 : digit
    sum += value > 9 ? value - 9 : value
    double = !double
  }
  return sum % 10 === 0
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const HEXADECIMAL = /^[\da-f]{32,}$/i

/** True for runs that no person named: long hexadecimal, or letters and digits that change kind every few characters. */
function looksRandom(run: string): boolean {
  if (UUID.test(run)) return false
  if (HEXADECIMAL.test(run)) return true
  // A path is a run of names.
  if (run.includes('/'))
    return (
      run.split('/').some((part) => part.length >= 20 && !UUID.test(part) && isMixed(part)) || isBase64(run)
    )
  return isMixed(run)
}

const isBase64 = (run: string) =>
  run.length >= 40 && !run.startsWith('/') && !run.includes('-') && isMixed(run)

function isMixed(run: string): boolean {
  let changes = 0
  let digits = 0
  let before = 0
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i)
    const kind = code >= 97 ? 1 : code >= 65 && code <= 90 ? 2 : code >= 48 && code <= 57 ? 3 : 0
    if (kind === 0) continue
    if (kind === 3) digits++
    if (before !== 0 && kind !== before) changes++
    before = kind
  }
  return digits > 0 ? changes >= run.length / 5 : changes >= run.length / 3
}
