/** Marks of a text that say which rules can apply to it at all. */
export const marks = {
  /** An @, or what may be its percent-encoding, also an encoded one. */
  at: 1,
  /** A = or a colon. */
  pair: 2,
  /** At least 7 digits. */
  digits: 4,
  /** At least 11 letters, digits and signs in a row, among them a digit or a capital. */
  run: 8,
  space: 16,
  slash: 32,
  dollar: 64,
  paren: 128,
  /** Five dashes. */
  dashes: 256,
  /** A <, or its escape. */
  angle: 512,
} as const

/** The marks of a text, in one pass over it. */
export function marksOf(text: string): number {
  let found = 0
  let digits = 0
  let run = 0
  let runIsMixed = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 97 && code <= 122) {
      run++
      continue
    }
    if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90)) {
      if (code <= 57) digits++
      run++
      runIsMixed = true
      continue
    }
    if (code !== SLASH) found |= code < SIGNS.length ? SIGNS[code]! : 0
    else found |= marks.slash
    if (code === PERCENT && (text.startsWith('%40', i) || text.startsWith('%25', i))) found |= marks.at
    if (code === AMPERSAND && text.startsWith('&lt;', i)) found |= marks.angle
    if (code === DASH && text.startsWith('-----', i)) found |= marks.dashes
    if (code === DASH || code === UNDERSCORE || code === PLUS || code === EQUALS) run++
    else {
      if (run >= 11 && runIsMixed) found |= marks.run
      run = 0
      runIsMixed = false
    }
  }
  if (run >= 11 && runIsMixed) found |= marks.run
  return digits >= 7 ? found | marks.digits : found
}

const [PLUS, DASH, UNDERSCORE, EQUALS, PERCENT, SLASH, AMPERSAND] = [43, 45, 95, 61, 37, 47, 38]

const SIGNS = new Uint16Array(128)
for (const [signs, mark] of [
  ['@', marks.at],
  ['=:', marks.pair],
  [' ', marks.space],
  ['$', marks.dollar],
  ['(', marks.paren],
  ['<', marks.angle],
] as const)
  for (const sign of signs) SIGNS[sign.charCodeAt(0)] = mark
