import { sqlTokens, type SqlToken } from './sql-tokens.ts'

/** One statement of a script, without the semicolon and the comments around it. */
export interface SqlStatement {
  text: string
  /** Offset of its first character in the script. */
  start: number
  /** Line of its first character, counted from 1. */
  line: number
}

/** The statements of a script, in order. Semicolons in strings, comments, brackets and `begin atomic` bodies do not split. */
export function splitStatements(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = []
  let tokens: SqlToken[] = []
  const finish = () => {
    const [first, last] = [tokens[0], tokens.at(-1)]
    tokens = []
    if (!first || !last) return
    const text = sql.slice(first.start, last.start + last.text.length)
    statements.push({ text, start: first.start, line: lineAt(sql, first.start) })
  }
  let brackets = 0
  let blocks = 0
  for (const token of sqlTokens(sql)) {
    if (token.kind === 'space' || token.kind === 'comment') continue
    if (token.text === '(') brackets++
    if (token.text === ')') brackets--
    if (token.kind === 'word') blocks += blockStep(token.text.toLowerCase(), blocks, tokens)
    if (token.text === ';' && brackets <= 0 && blocks <= 0) {
      finish()
      brackets = blocks = 0
    } else tokens.push(token)
  }
  finish()
  return statements
}

/** The line, counted from 1, of the character at `offset`. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line++
  return line
}

/** How a word changes the depth of `begin atomic … end`: only functions and procedures have such bodies. */
function blockStep(word: string, depth: number, before: readonly SqlToken[]): -1 | 0 | 1 {
  if (word === 'begin') return makesRoutine(before) ? 1 : 0
  if (depth === 0) return 0
  return word === 'case' ? 1 : word === 'end' ? -1 : 0
}

function makesRoutine(tokens: readonly SqlToken[]): boolean {
  const opening = tokens.slice(0, 4).map((token) => token.text.toLowerCase())
  return /^create (or replace )?(function|procedure)\b/.test(opening.join(' '))
}
